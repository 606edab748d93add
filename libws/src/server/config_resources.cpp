#include "server/config_parts.hpp"
#include "server/config_url.hpp"

#include <ws/realtime/channel_rules.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::size_t mib = 1024 * 1024;
/// Descriptors for everything that is no connection that counts: log, database, Clerk, files,
/// and connections beyond the limit.
constexpr std::size_t reserved_files = 256;

/// What is wrong with the address of a remote database, or "". It may hold a
/// secret: nothing of it is shown.
std::string_view remote_mistake(const url_parts& url, environment env)
{
    if (url.rest.find("authToken=") != std::string_view::npos)
        return "holds the token (authToken=…), which belongs in DATABASE_AUTH_TOKEN";
    if (url.rest.find('#') != std::string_view::npos)
        return "has a fragment (#…)";
    return authority_mistake(url, env);
}

void check_remote(config_reader& in, const config& c, const url_parts& url)
{
    if (const auto mistake = remote_mistake(url, c.env); !mistake.empty())
        in.problem(
            "DATABASE_URL", std::string(mistake), "write libsql://host, as Turso's dashboard shows it");
    require(in, c.env, "DATABASE_AUTH_TOKEN", "set it to a token of the remote database in DATABASE_URL");
}

/// The value of CHANNELS, or of the file that it names.
std::optional<std::string> channels_text(config_reader& in, const host_facts& host)
{
    const std::string_view given = in.text("CHANNELS").value_or("");
    if (!given.starts_with('@'))
        return std::string(given);
    const std::string path(given.substr(1));
    auto text = host.read_file(path);
    if (text)
        return std::move(*text);
    in.problem(
        "CHANNELS",
        fmt::format("names the file {}, which cannot be read: {}", shown(path), text.error().message()),
        "mend the path behind '@' or the file's permissions");
    return std::nullopt;
}

/// A mistake in CHANNELS is told in one sentence: what is wrong; what to do.
void report_channels(config_reader& in, const std::string& place, const std::string& mistake)
{
    const auto parting = mistake.rfind("; ");
    if (parting == std::string::npos)
        in.problem("CHANNELS", place + mistake, "write it as docs/configuration.md shows under Channels");
    else
        in.problem("CHANNELS", place + mistake.substr(0, parting), mistake.substr(parting + 2));
}

} // namespace

void read_database(config_reader& in, config& c)
{
    const bool missing = require(
        in, c.env, "DATABASE_URL", "set it to libsql://…, https://… (Turso) or file:… (a disk that is kept)");
    if (missing)
        c.database_url = c.env == environment::test ? ":memory:" : "file:.imagineo-ws/dev.db";
    c.database_auth_token = secret(in.text("DATABASE_AUTH_TOKEN").value_or(""));
    const auto given = in.text("DATABASE_URL");
    if (!given)
        return;
    c.database_url = *given;
    const url_parts url = split_url(*given);
    if (url.scheme == "libsql" || url.scheme == "https" || url.scheme == "http")
        check_remote(in, c, url);
    else if (*given == ":memory:" && is_strict(c.env))
        in.warn("DATABASE_URL", "is :memory:, so everything stored is lost at each restart");
    else if (*given != ":memory:" && (!given->starts_with("file:") || given->size() == 5))
        in.problem(
            "DATABASE_URL", "is no database address that this server knows",
            "write libsql://host, https://host, file:path or :memory:");
}

void read_channels(config_reader& in, config& c, const host_facts& host)
{
    c.client_insecure = in.flag("CLIENT_INSECURE");
    if (c.client_insecure && is_strict(c.env))
        in.problem(
            "CLIENT_INSECURE",
            fmt::format("opens everything to everybody, which {} may not", to_string(c.env)),
            "unset it; it is for development and test");
    const auto text = channels_text(in, host);
    if (!text)
        return;
    std::vector<std::string> mistakes;
    c.namespaces = realtime::parse_namespaces(*text, mistakes);
    const std::string_view given = in.text("CHANNELS").value_or("");
    const std::string place =
        given.starts_with('@') ? fmt::format("file {}: ", shown(given.substr(1))) : std::string();
    for (const std::string& mistake : mistakes)
        report_channels(in, place, mistake);
}

void read_limits(config_reader& in, config& c, const host_facts& host)
{
    const std::size_t most = host.open_file_limit > 2 * reserved_files
                                 ? host.open_file_limit - reserved_files
                                 : std::max<std::size_t>(host.open_file_limit / 2, 1);
    c.max_connections =
        static_cast<std::size_t>(in.integer("MAX_CONNECTIONS", static_cast<std::int64_t>(most)));
    if (c.max_connections > most)
    {
        in.warn(
            "MAX_CONNECTIONS",
            fmt::format(
                "is {}, but this process may open {} files: {} connections are accepted; raise "
                "the limit (ulimit -Hn) to get more",
                c.max_connections, host.open_file_limit, most));
        c.max_connections = most;
    }
    if (const auto given = in.integer("MEMORY_LIMIT_BYTES", 0); given > 0)
        c.memory_limit = static_cast<std::uint64_t>(given);
    else
        c.memory_limit = host.memory_limit;
    const auto memory_share = c.memory_limit ? *c.memory_limit / 8 : 64 * mib;
    c.max_body_bytes = static_cast<std::size_t>(in.integer("MAX_BODY_BYTES"));
    c.queue_limit_bytes = static_cast<std::size_t>(in.integer("QUEUE_LIMIT_BYTES"));
    c.queue_budget_bytes =
        static_cast<std::size_t>(in.integer("QUEUE_BUDGET_BYTES", static_cast<std::int64_t>(memory_share)));
}

void warn_of_the_whole(config_reader& in, const config& c)
{
    if (c.client_insecure)
        in.warn("CLIENT_INSECURE", "lets anybody connect and do everything");
    if (c.tokens.secrets.empty() && !c.clerk.has_key_source() && !c.client_insecure)
        in.warn(
            "TOKEN_HMAC_SECRETS",
            "is empty and no Clerk key is set (CLERK_SECRET_KEY, CLERK_JWT_KEY): no client can connect");
    if (c.api_keys.empty())
        in.warn("WEBSOCKET_API_KEYS", "and WEBHOOK_SECRET are empty: the server API answers 503");
    std::string durable;
    for (const auto& [name, options] : c.namespaces)
        if (options.durable)
            durable += (durable.empty() ? "" : ", ") + name;
    if (!durable.empty())
        in.warn(
            "CHANNELS", fmt::format(
                            "has durable namespaces ({}), whose history this version keeps in memory: a "
                            "restart loses it",
                            durable));
}

} // namespace ws::server
