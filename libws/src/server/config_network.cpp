#include "server/config_parts.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::string_view loopback = "127.0.0.1";
constexpr std::string_view origin_mend = "write https://host or https://host:port, and nothing behind it";

std::string read_host(config_reader& in, environment env)
{
    const bool development = env == environment::development;
    const auto given = in.text("HOST");
    const std::string host(given.value_or(development ? loopback : find_variable("HOST")->fallback));
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address)
        in.problem(
            "HOST", fmt::format("is {}, which is no numeric address", shown(host)),
            "write 0.0.0.0 or 127.0.0.1");
    else if (development && host != loopback)
        in.problem(
            "HOST", fmt::format("is {}, but a development server listens on {} only", shown(host), loopback),
            "unset it, or set NODE_ENV to what this server is");
    return host;
}

/// Why a pattern may not be used here, or "".
std::string_view pattern_refusal(const config_reader& in, environment env)
{
    if (is_strict(env))
        return "is a pattern, which only development and test may use: anybody can register a name that fits";
    if (configured_clerk_instance(in) == auth::clerk_instance::production)
        return "is a pattern, which may not be used with a production Clerk key";
    return {};
}

} // namespace

std::vector<auth::origin> read_origin_list(config_reader& in, environment env, std::string_view name)
{
    std::vector<auth::origin> origins;
    for (const std::string_view entry : in.list(name))
    {
        std::string why;
        auto origin = auth::parse_configured_origin(entry, why);
        // User information is refused, and may be a password: not for the log.
        const std::string which = entry.find('@') == std::string_view::npos ? shown(entry) : "…@…";
        if (!origin)
            in.problem(name, fmt::format("has the entry {}: {}", which, why), std::string(origin_mend));
        else if (const auto refusal = pattern_refusal(in, env); auth::is_pattern(*origin) && !refusal.empty())
            in.problem(name, fmt::format("has the entry {}, which {}", which, refusal), "list each origin");
        else if (std::find(origins.begin(), origins.end(), *origin) == origins.end())
            origins.push_back(std::move(*origin));
    }
    return origins;
}

std::vector<auth::origin> own_loopback_origins(const config& c)
{
    return {{"http", "localhost", c.port}, {"http", std::string(loopback), c.port}};
}

void read_listener(config_reader& in, config& c)
{
    c.host = read_host(in, c.env);
    // Tests let the system choose and read the real port from the log.
    if (c.env == environment::test && in.text("PORT") == "0")
        c.port = 0;
    else
        c.port = static_cast<std::uint16_t>(in.integer("PORT"));
}

void read_origins(config_reader& in, config& c)
{
    require(in, c.env, "FRONTEND_URL", "set it to the front end's origin, such as https://app.example.com");
    c.frontend_origins = read_origin_list(in, c.env, "FRONTEND_URL");
    if (c.env == environment::development && in.is_missing("FRONTEND_URL"))
        c.frontend_origins.push_back({"http", "localhost", 3000});

    c.allowed_origins = in.is_missing("ALLOWED_ORIGINS") ? c.frontend_origins
                                                         : read_origin_list(in, c.env, "ALLOWED_ORIGINS");
    if (c.env == environment::development)
        for (const auth::origin& own : own_loopback_origins(c))
            c.allowed_origins.push_back(own);
}

} // namespace ws::server
