#include "server/admin_handlers.hpp"
#include "server/admin_json.hpp"
#include "server/admin_query.hpp"

namespace ws::server
{
namespace
{

void append_setting(std::string& json, const shown_setting& setting)
{
    object_writer out(json);
    out.string("name", setting.name);
    out.string_always("value", setting.value);
}

void append_key(std::string& json, const api_key_use& use)
{
    std::vector<std::string> scopes;
    for (const auto& [name, scope] : auth::api_scopes)
        if (auth::includes(use.scopes, scope))
            scopes.emplace_back(name);

    object_writer out(json);
    out.string("name", use.name);
    append_texts(out, "scopes", scopes);
    out.number_always("requests", use.requests);
    {
        object_writer admitted(out.member("admitted"));
        for (std::size_t i = 0; i < auth::api_scopes.size(); ++i)
            admitted.number(auth::api_scopes[i].name, use.admitted[i]);
    }
    out.number_always("missing_scope", use.missing_scope);
    out.number_always("over_rate", use.over_rate);
    if (use.last)
        append_time(out, "last_used", std::chrono::floor<std::chrono::seconds>(*use.last));
}

} // namespace

net::http_response show_info(const admin_context& context, const admin_request& request)
{
    if (auto refused = refuse_query(request.http))
        return std::move(*refused);
    const realtime::node_info node = context.node.info();
    std::string json;
    {
        object_writer out(json);
        out.string("version", context.build.version);
        out.string("environment", context.build.environment);
        out.string("release", context.build.release);
        out.number_always("uptime", static_cast<std::uint64_t>(node.uptime.count()));
        out.number_always("open_connections", context.node.open_connections());
        out.number_always("connections", node.num_clients);
        out.number_always("users", node.num_users);
        out.number_always("channels", node.num_channels);
        out.number_always("subscriptions", node.num_subs);
        object_writer denials(out.member("denials"));
        denials.number_always("sessions", context.denials.session_count());
        denials.number_always("users", context.denials.user_count());
        denials.number_always("memberships", context.denials.membership_count());
    }
    return net::json_response(200, std::move(json));
}

net::http_response show_configuration(const admin_context& context, const admin_request& request)
{
    if (auto refused = refuse_query(request.http))
        return std::move(*refused);
    return net::json_response(200, context.configuration);
}

net::http_response list_keys(const admin_context& context, const admin_request& request)
{
    if (auto refused = refuse_query(request.http))
        return std::move(*refused);
    return list_answer("keys", context.uses.rows(), {}, append_key);
}

std::string admin_configuration(const config& settings)
{
    std::string json;
    {
        object_writer out(json);
        append_list(out, "settings", describe(settings), append_setting);
        append_list(out, "webhooks", describe_webhooks(settings), append_setting);
        append_list(out, "namespaces", describe_namespaces(settings), append_setting);
    }
    return json;
}

} // namespace ws::server
