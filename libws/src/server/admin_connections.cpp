#include "server/admin_handlers.hpp"
#include "server/admin_json.hpp"
#include "server/admin_query.hpp"
#include "server/problem_answer.hpp"

#include <ws/net/router.hpp>

#include <cstdint>
#include <limits>

namespace ws::server
{
namespace
{

/// Of the listing and of the full description.
void append_summary(object_writer& out, const realtime::connection_summary& c)
{
    out.string("client", c.client);
    out.string("user", c.user);
    out.string("session", c.session);
    out.string("organization", c.organization);
    out.string("address", c.address);
    out.string("sdk", c.sdk);
    out.string("sdk_version", c.sdk_version);
    out.number_always("age", static_cast<std::uint64_t>(c.age.count()));
    out.number_always("queued_bytes", c.queued_bytes);
    out.number_always("channels", c.channels);
    out.flag("impersonated", c.impersonated);
    out.string("actor", c.actor);
}

void append_subscription(std::string& json, const realtime::connection_detail::channel& c)
{
    object_writer out(json);
    out.string("channel", c.name);
    out.flag("server_side", c.server_side);
    out.flag("recoverable", c.recoverable);
    out.flag("presence", c.presence);
    out.number("offset", c.offset);
    append_time(out, "expires", c.expires);
}

std::string described(const realtime::connection_detail& d)
{
    std::string json;
    {
        object_writer out(json);
        append_summary(out, d.summary);
        append_time(out, "connected", d.connected);
        append_time(out, "expires", d.expires);
        out.string("organization_role", d.organization_role);
        if (!d.summary.organization.empty())
            append_texts(out, "organization_permissions", d.organization_permissions);
        out.flag("permissions_in_doubt", d.permissions_in_doubt);
        append_list(out, "subscriptions", d.channels, append_subscription);
    }
    return json;
}

} // namespace

net::http_response list_connections(const admin_context& context, const admin_request& request)
{
    query_reader in(request.http.query);
    const page_query page = read_page_query(in);
    realtime::connection_query query;
    query.user = in.text("user");
    query.session = in.text("session");
    query.channel = in.text("channel");
    query.min_age = read_duration(in, "min_age");
    query.min_queued_bytes = static_cast<std::size_t>(
        in.whole_number("min_queued_bytes", 0, 0, std::numeric_limits<std::int64_t>::max()));
    query.after = page.after;
    query.limit = page.limit;
    if (const std::string mistake = in.mistake(); !mistake.empty())
        return problem_answer(400, mistake);

    const auto found = context.node.connections(query);
    return list_answer(
        "connections", found.connections, found.next,
        [](std::string& json, const realtime::connection_summary& c)
        {
            object_writer out(json);
            append_summary(out, c);
        });
}

net::http_response show_connection(const admin_context& context, const admin_request& request)
{
    if (auto refused = refuse_query(request.http))
        return std::move(*refused);
    const auto client = net::star_of(request.pattern, request.http.path);
    const auto found = client ? context.node.connection(*client) : std::nullopt;
    if (!found)
        return problem_answer(404, "There is no connection with this id.");
    return net::json_response(200, described(*found));
}

} // namespace ws::server
