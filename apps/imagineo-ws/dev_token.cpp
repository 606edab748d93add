#include "commands.hpp"
#include "problem_list.hpp"

#include <ws/base/duration.hpp>
#include <ws/server/config.hpp>
#include <ws/server/dev_hmac_token.hpp>

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <ostream>

namespace imagineo
{
namespace
{

using namespace ws::server;

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
    around.out << sign_dev_hmac_token(
                      tokens, options.user, options.channel, std::chrono::system_clock::now(), *ttl)
               << '\n';
    return 0;
}

} // namespace imagineo
