#include "realtime/client.hpp"
#include "realtime/glob.hpp"
#include "realtime/node_impl.hpp"

#include <ws/net/turn_end.hpp>
#include <ws/realtime/node.hpp>

#include <boost/asio/as_tuple.hpp>

#include <algorithm>
#include <unordered_set>

namespace ws::realtime
{

core::core(
    net::executor ex, net::timer_wheel& w, channel_rules r, authenticator& a,
    const node::broker_factory& make_broker, now_fn n, node_options o)
    : wheel(w), rules(std::move(r)), auth(a), now(std::move(n)), options(std::move(o)),
      channels(format, [ex](std::function<void()> f) { net::at_turn_end(ex, std::move(f)); }),
      limiter(options.limits), tasks(ex)
{
    auto deliver = [this](std::string_view channel, const publication_ptr& p, std::string_view epoch)
    {
        ++counts.publications;
        channels.deliver(channel, p, epoch);
    };
    log = make_broker(std::move(deliver));
    std::string ping;
    format.push_ping(ping);
    ping_frame = format.seal(ping);
}

presence_result core::presence(std::string_view channel) const
{
    presence_result result;
    if (const channel_state* c = channels.find(channel))
        for (const subscription* s : c->subscribers)
            if (s->presence)
            {
                result.clients.push_back(s->target->who());
                result.clients.back().chan_info = s->chan_info;
            }
    return result;
}

presence_stats_result core::presence_stats(std::string_view channel) const
{
    presence_stats_result result;
    const channel_state* c = channels.find(channel);
    if (c == nullptr)
        return result;
    std::unordered_set<std::string_view> users;
    for (const subscription* s : c->subscribers)
        if (s->presence)
        {
            ++result.num_clients;
            users.insert(s->target->who().user);
        }
    result.num_users = static_cast<std::uint32_t>(users.size());
    return result;
}

bool core::accepts(const channel_options& o, std::string_view data) const
{
    if (data.empty() || data.size() > options.max_data_bytes)
        return false;
    return o.publication_data_format != data_format::json_object || data.front() == '{';
}

node::node(
    net::executor ex, net::timer_wheel& wheel, channel_rules rules, authenticator& auth,
    const broker_factory& make_broker, now_fn now, node_options options)
    : impl_(std::make_unique<impl>(
          ex, wheel, std::move(rules), auth, make_broker, std::move(now), std::move(options)))
{
}

node::~node() = default;

std::shared_ptr<net::websocket_listener>
node::open(net::websocket& connection, connection_origin from, std::optional<identity> admitted)
{
    auto c = std::make_shared<client>(impl_->shard, connection, std::move(from), std::move(admitted));
    if (impl_->shard.closing)
        c->close(close_with::shutdown);
    return c;
}

// ---- publications -----------------------------------------------------------

net::task<answer<publish_outcome>> node::publish(publish_request request)
{
    const auto o = impl_->options_of(request.channel);
    if (!o)
        co_return o.error();
    if (!impl_->shard.accepts(**o, request.data))
        co_return error::bad_request;
    const auto outcome = co_await impl_->shard.log->publish(request, **o);
    if (outcome)
        co_return *outcome;
    if (outcome.error() == errc::conflict)
        co_return error::conflict;
    co_return outcome.error() == errc::unavailable ? error::too_many_requests : error::internal;
}

net::task<answer<history_result>> node::history(std::string channel, history_query query)
{
    const auto o = impl_->options_of(channel);
    if (!o)
        co_return o.error();
    if (!(*o)->has_history())
        co_return error::not_available;
    if (query.reverse && query.since && query.since->offset == 0)
        co_return error::bad_request;
    auto page = co_await impl_->shard.log->history(channel, **o, query);
    if (!page)
        co_return page.error() == errc::expired ? error::unrecoverable_position : error::internal;
    history_result result;
    result.publications = std::move(page->publications);
    result.position = std::move(page->top);
    co_return result;
}

net::task<answer<void>> node::remove_history(std::string channel)
{
    const auto o = impl_->options_of(channel);
    if (!o)
        co_return o.error();
    if (!(*o)->has_history())
        co_return error::not_available;
    const auto removed = co_await impl_->shard.log->remove_history(channel, **o);
    if (!removed)
        co_return error::internal;
    co_return answer<void>();
}

// ---- connections ------------------------------------------------------------

net::task<answer<void>> node::subscribe_user(subscribe_call call)
{
    const auto o = impl_->options_of(call.channel);
    if (!o)
        co_return o.error();
    // A call may wait, and connections come and go meanwhile: hold each one.
    std::vector<std::shared_ptr<client>> targets;
    for (client* c : impl_->shard.clients.select(call.who))
        targets.push_back(c->shared_from_this());
    answer<void> outcome;
    for (const auto& c : targets)
    {
        const auto done = co_await c->server_subscribe(call, **o);
        if (!done)
            outcome = done; // the others are subscribed nevertheless
    }
    co_return outcome;
}

answer<void> node::unsubscribe_user(const client_selector& who, std::string_view channel)
{
    if (!channel.empty())
        if (const auto o = impl_->options_of(channel); !o)
            return o.error();
    for (client* c : impl_->shard.clients.select(who))
        c->server_unsubscribe(channel);
    return {};
}

answer<void> node::disconnect_user(const disconnect_call& call)
{
    for (client* c : impl_->shard.clients.select(call.who))
        if (std::find(call.whitelist.begin(), call.whitelist.end(), c->who().client) == call.whitelist.end())
            c->close({call.code, call.reason});
    return {};
}

answer<void> node::refresh_user(const refresh_call& call)
{
    for (client* c : impl_->shard.clients.select(call.who))
        c->server_refresh(call);
    return {};
}

// ---- what is there ----------------------------------------------------------

answer<presence_result> node::presence(std::string_view channel) const
{
    const auto o = impl_->options_of(channel);
    if (!o)
        return o.error();
    if (!(*o)->presence)
        return error::not_available;
    return impl_->shard.presence(channel);
}

answer<presence_stats_result> node::presence_stats(std::string_view channel) const
{
    const auto o = impl_->options_of(channel);
    if (!o)
        return o.error();
    if (!(*o)->presence)
        return error::not_available;
    return impl_->shard.presence_stats(channel);
}

std::vector<std::pair<std::string, std::uint32_t>> node::channels(std::string_view pattern) const
{
    std::vector<std::pair<std::string, std::uint32_t>> found;
    for (const auto& [name, state] : impl_->shard.channels.channels())
        if (pattern.empty() || glob_matches(pattern, name))
            found.emplace_back(name, static_cast<std::uint32_t>(state->subscribers.size()));
    return found;
}

const node_counts& node::counts() const noexcept { return impl_->shard.counts; }
std::uint64_t node::deliveries() const noexcept { return impl_->shard.channels.deliveries(); }
std::size_t node::open_connections() const noexcept { return impl_->shard.clients.open_count(); }

node_info node::info() const
{
    const core& shard = impl_->shard;
    node_info info;
    info.uid = impl_->uid;
    info.name = shard.options.name;
    info.version = shard.options.version;
    info.num_clients = static_cast<std::uint32_t>(shard.clients.client_count());
    info.num_users = static_cast<std::uint32_t>(shard.clients.user_count());
    info.num_channels = static_cast<std::uint32_t>(shard.channels.channels().size());
    info.num_subs = static_cast<std::uint32_t>(shard.channels.subscription_count());
    info.uptime = std::chrono::floor<std::chrono::seconds>(shard.wheel.now() - impl_->started);
    return info;
}

// ---- upkeep and end ---------------------------------------------------------

void node::sweep()
{
    impl_->shard.log->sweep([this](std::string_view channel)
                            { return impl_->shard.channels.find(channel) != nullptr; });
    impl_->shard.limiter.forget_rested(impl_->shard.wheel.now());
}

std::size_t node::close_all(std::chrono::milliseconds spread)
{
    core& shard = impl_->shard;
    shard.closing = true;
    // Each has an equal part of the spread to itself, and goes at a random moment
    // of it: whoever takes them over sees no crowd at any time.
    const std::vector<client*> told = shard.clients.all_open();
    const auto part = std::chrono::nanoseconds(spread) / std::max<std::size_t>(told.size(), 1);
    steady_time begin = shard.wheel.now();
    for (client* c : told)
    {
        const auto part_count = static_cast<std::uint64_t>(part.count());
        c->leave_at(begin + std::chrono::nanoseconds(random_below(part_count + 1)));
        begin += part;
    }
    return told.size();
}

net::task<void> node::all_told()
{
    while (impl_->shard.clients.open_count() > 0)
        co_await impl_->last_told.async_wait(net::asio::as_tuple(net::use_task));
}

void node::cancel() { impl_->shard.tasks.cancel(); }

net::task<void> node::stop()
{
    co_await impl_->shard.tasks.join();
    // The hub's turn may not have ended yet.
    co_await boost::asio::post(impl_->ex, net::use_task);
}

} // namespace ws::realtime
