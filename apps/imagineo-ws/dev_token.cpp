#include "commands.hpp"
#include "problem_list.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/base/duration.hpp>
#include <ws/base/json_string.hpp>
#include <ws/server/config.hpp>

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <ostream>

namespace imagineo
{
namespace
{

using namespace ws::server;

std::string payload_of(
    const dev_token_options& options, const ws::auth::hmac_token_options& tokens, std::chrono::seconds ttl)
{
    std::string payload = "{";
    const auto add_text = [&payload](std::string_view name, std::string_view value)
    {
        if (value.empty())
            return;
        payload += fmt::format("\"{}\":", name);
        ws::append_json_string(payload, value);
        payload += ',';
    };
    add_text("sub", options.user);
    add_text("channel", options.channel);
    add_text("aud", tokens.audience);
    add_text("iss", tokens.issuer);
    const auto now =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch();
    return payload + fmt::format("\"iat\":{},\"exp\":{}}}", now.count(), (now + ttl).count());
}

/// Nothing after a sentence on `err`.
std::optional<loaded_config> load_for_tokens(const surroundings& around)
{
    const auto env = load_environment(around.environment);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&env))
    {
        print_problems(around.err, *problems, "environment");
        return std::nullopt;
    }
    if (is_strict(std::get<environment>(env)))
    {
        around.err << fmt::format(
            "imagineo-ws: dev-token is for development and test, but this is {}; say NODE_ENV=development\n",
            to_string(std::get<environment>(env)));
        return std::nullopt;
    }
    auto outcome = load_config(around.environment, process_facts());
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&outcome))
    {
        print_problems(around.err, *problems, "environment");
        return std::nullopt;
    }
    return std::get<loaded_config>(std::move(outcome));
}

} // namespace

int dev_token(const surroundings& around, const dev_token_options& options)
{
    const auto ttl = ws::parse_duration(options.ttl);
    if (options.user.empty() || !ttl || ttl->count() == 0)
    {
        around.err << "imagineo-ws: dev-token needs a --user, and a --ttl such as 300s, 10m or 24h\n";
        return 1;
    }
    const auto loaded = load_for_tokens(around);
    if (!loaded)
        return 1;
    const auto& tokens = loaded->value.tokens;
    if (tokens.secrets.empty())
    {
        around.err
            << "imagineo-ws: TOKEN_HMAC_SECRETS is not set, so there is nothing to sign with; set it\n";
        return 1;
    }
    around.out << ws::auth::sign_hmac_token(payload_of(options, tokens, *ttl), tokens.secrets.front())
               << '\n';
    return 0;
}

} // namespace imagineo
