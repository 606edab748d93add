#include "server/config_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace ws::server
{
namespace
{

constexpr std::string_view environment_names[] = {"production", "staging", "beta", "development", "test"};

/// What a name that is none of them was probably meant to be, so that the other
/// problems of the same run are the right ones. The start is refused all the same.
environment guess(std::string_view name)
{
    switch (name.front())
    {
    case 's':
    case 'S':
        return environment::staging;
    case 'b':
    case 'B':
        return environment::beta;
    case 'd':
    case 'D':
    case 'l':
    case 'L':
        return environment::development;
    case 't':
    case 'T':
        return environment::test;
    default:
        return environment::production;
    }
}

/// The reader complains of every variable at sight; here some count alone.
std::vector<config_problem>
only(std::vector<config_problem> problems, std::initializer_list<std::string_view> variables)
{
    std::erase_if(
        problems, [&](const config_problem& p)
        { return std::find(variables.begin(), variables.end(), p.place) == variables.end(); });
    return problems;
}

} // namespace

std::string_view to_string(environment e) noexcept { return environment_names[static_cast<std::size_t>(e)]; }

bool require(config_reader& in, environment env, std::string_view name, std::string_view mend)
{
    if (!in.is_missing(name))
        return false;
    if (is_strict(env))
        in.problem(name, fmt::format("is not set, but {} needs it", to_string(env)), std::string(mend));
    return true;
}

environment read_environment(config_reader& in)
{
    const auto given = in.text("NODE_ENV");
    if (const auto position = in.choice("NODE_ENV", environment_names))
        return static_cast<environment>(*position);
    return guess(*given);
}

std::variant<environment, std::vector<config_problem>> load_environment(const variables& given)
{
    config_reader in(given);
    const environment env = read_environment(in);
    if (auto problems = only(in.problems(), {"NODE_ENV"}); !problems.empty())
        return problems;
    return env;
}

std::variant<listen_address, std::vector<config_problem>> load_listen_address(const variables& given)
{
    config_reader in(given);
    config c;
    c.env = read_environment(in);
    read_listener(in, c);
    if (auto problems = only(in.problems(), {"NODE_ENV", "HOST", "PORT"}); !problems.empty())
        return problems;
    return listen_address{c.host, c.port};
}

std::variant<database_settings, std::vector<config_problem>> load_database_settings(const variables& given)
{
    config_reader in(given);
    config c;
    c.env = read_environment(in);
    read_database(in, c);
    if (auto problems = only(in.problems(), {"NODE_ENV", "DATABASE_URL", "DATABASE_AUTH_TOKEN"});
        !problems.empty())
        return problems;
    return database_settings{c.database_url, c.database_auth_token};
}

std::variant<loaded_config, std::vector<config_problem>>
load_config(const variables& given, const host_facts& host)
{
    config_reader in(given);
    config c;
    c.env = read_environment(in);
    read_listener(in, c);
    read_origins(in, c);
    read_clerk_keys(in, c);
    read_clerk_tokens(in, c);
    read_keys(in, c);
    read_admin_keys(in, c);
    read_webhooks(in, c);
    read_database(in, c);
    read_channels(in, c, host);
    read_edge(in, c);
    read_token_sources(in, c);
    read_limits(in, c, host);
    read_operation(in, c);
    read_metrics(in, c);
    // Nothing is made and kept for a server that will not start.
    if (in.problems().empty())
        complete_development(in, c, host);
    complete_webhooks(c);
    if (auto problems = in.problems(); !problems.empty())
        return problems;
    warn_of_the_whole(in, c);
    return loaded_config{std::move(c), in.warnings()};
}

} // namespace ws::server
