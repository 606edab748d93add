#include "commands.hpp"
#include "health_request.hpp"
#include "problem_list.hpp"

#include <ws/server/config.hpp>

#include <fmt/format.h>

#include <ostream>

namespace imagineo
{
namespace
{

std::optional<http_target> target_of(const surroundings& around, const std::string& url)
{
    using namespace ws::server;
    if (!url.empty())
    {
        auto target = parse_http_url(url);
        if (!target)
            around.err
                << "imagineo-ws: --url must be http://host, http://host:port or http://host:port/path\n";
        return target;
    }
    const auto address = load_listen_address(around.environment);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&address))
    {
        print_problems(around.err, *problems, "environment");
        return std::nullopt;
    }
    const auto& [host, port] = std::get<listen_address>(address);
    return reach_listener(host, port);
}

} // namespace

int health(const surroundings& around, const std::string& url)
{
    constexpr std::chrono::seconds limit{3};
    const auto target = target_of(around, url);
    if (!target)
        return 1;
    const auto outcome = get_status(*target, limit);
    const int* status = std::get_if<int>(&outcome);
    if (!status)
    {
        around.err << fmt::format(
            "imagineo-ws: {} cannot be asked: {}\n", target->to_string(), std::get<std::string>(outcome));
        return 1;
    }
    if (*status != 200)
    {
        around.err << fmt::format("imagineo-ws: not ready: {} answers {}\n", target->to_string(), *status);
        return 1;
    }
    around.out << fmt::format("ready: {} answers 200\n", target->to_string());
    return 0;
}

} // namespace imagineo
