#include "realtime/answer_with.hpp"
#include "realtime/client.hpp"
#include "realtime/core.hpp"

namespace ws::realtime
{

void client::handle(std::uint32_t, const pong&)
{
    if (pongs_due_ == 0)
        return close(close_with::bad_request, "pong without a ping");
    if (--pongs_due_ > 0)
        pong_due_ = shard_.wheel.now() + shard_.options.pong_timeout;
    reschedule();
}

void client::handle(std::uint32_t id, const ping_command&) { fail(id, error::not_available); }
void client::handle(std::uint32_t id, const rpc_command&) { fail(id, error::not_available); }
void client::handle(std::uint32_t, const send_command&)
{
    close(close_with::not_available, "nobody takes messages");
}

const channel_options* client::options_for(std::uint32_t id, const std::string& channel)
{
    if (channel.empty())
    {
        close(close_with::bad_request, "command without channel");
        return nullptr;
    }
    const auto found = shard_.rules.find(channel);
    if (const auto* e = std::get_if<client_error>(&found))
    {
        fail(id, *e);
        return nullptr;
    }
    return std::get<const channel_options*>(found);
}

void client::handle(std::uint32_t id, publish_command& c)
{
    const channel_options* o = options_for(id, c.channel);
    if (o == nullptr)
        return;
    if (c.type != 0 || !shard_.accepts(*o, c.data))
        return fail(id, error::bad_request);
    const subscription* own = find_subscription(c.channel);
    if (!shard_.rules.may_publish(*o, as_subject(), own != nullptr))
        return fail(id, error::permission_denied);
    if (!within_publish_rate(id, c.channel))
        return;
    publish_request request;
    request.channel = std::move(c.channel);
    request.data = std::move(c.data);
    request.info =
        own == nullptr || own->chan_info.empty() ? info_ : std::make_shared<const client_info>(info_in(*own));
    start(publish(id, std::move(request), o));
}

net::task<void> client::publish(std::uint32_t id, publish_request request, const channel_options* o)
{
    const auto outcome = co_await shard_.log->publish(request, *o);
    if (outcome)
        answer_with(id, publish_result());
    else
        fail(id, error::internal);
}

/// Whether presence may be answered; otherwise the refusal is out.
bool client::admit_presence(std::uint32_t id, const std::string& channel)
{
    const channel_options* o = options_for(id, channel);
    if (o == nullptr)
        return false;
    const bool seen = shard_.rules.may_see_presence(*o, as_subject(), find_subscription(channel) != nullptr);
    if (!o->presence || !seen)
        fail(id, o->presence ? error::permission_denied : error::not_available);
    return o->presence && seen;
}

void client::handle(std::uint32_t id, const presence_command& c)
{
    if (admit_presence(id, c.channel))
        answer_with(id, shard_.presence(c.channel));
}

void client::handle(std::uint32_t id, const presence_stats_command& c)
{
    if (admit_presence(id, c.channel))
        answer_with(id, shard_.presence_stats(c.channel));
}

void client::handle(std::uint32_t id, history_command& c)
{
    const channel_options* o = options_for(id, c.channel);
    if (o == nullptr)
        return;
    if (!o->has_history())
        return fail(id, error::not_available);
    if (!shard_.rules.may_read_history(*o, as_subject(), find_subscription(c.channel) != nullptr))
        return fail(id, error::permission_denied);
    if (c.reverse && c.since && c.since->offset == 0)
        return fail(id, error::bad_request);
    start(history(id, std::move(c), o));
}

net::task<void> client::history(std::uint32_t id, history_command c, const channel_options* o)
{
    const std::int64_t most = shard_.options.max_reply_publications;
    history_query query;
    query.limit = c.limit < 0 || c.limit > most ? most : c.limit;
    query.since = std::move(c.since);
    query.reverse = c.reverse;
    query.max_bytes = shard_.options.max_reply_bytes;
    auto page = co_await shard_.log->history(c.channel, *o, query);
    if (is_closed())
        co_return;
    if (!page)
    {
        fail(id, page.error() == errc::expired ? error::unrecoverable_position : error::internal);
        co_return;
    }
    history_result r;
    r.publications = std::move(page->publications);
    r.position = std::move(page->top);
    answer_with(id, r);
}

} // namespace ws::realtime
