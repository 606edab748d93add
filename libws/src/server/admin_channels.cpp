#include "server/admin_handlers.hpp"
#include "server/admin_json.hpp"
#include "server/admin_query.hpp"
#include "server/problem_answer.hpp"

namespace ws::server
{
namespace
{

void append_channel(std::string& json, const realtime::channel_summary& c)
{
    object_writer out(json);
    out.string("channel", c.name);
    out.number_always("subscribers", c.subscribers);
    out.number_always("presence", c.presence);
    if (!c.history)
        return;
    object_writer history(out.member("history"));
    history.number_always("size", c.history->size);
    history.number_always("offset", c.history->top.offset);
    history.string("epoch", c.history->top.epoch);
}

} // namespace

net::http_response list_channels(const admin_context& context, const admin_request& request)
{
    query_reader in(request.http.query);
    const page_query page = read_page_query(in);
    realtime::channel_query query;
    query.prefix = in.text("prefix");
    query.after = page.after;
    query.limit = page.limit;
    if (const std::string mistake = in.mistake(); !mistake.empty())
        return problem_answer(400, mistake);

    const auto found = context.node.list_channels(query);
    return list_answer("channels", found.channels, found.next, append_channel);
}

} // namespace ws::server
