#pragma once

#include "realtime/client_limiter.hpp"
#include "realtime/client_registry.hpp"
#include "realtime/hub.hpp"

#include <ws/net/task_group.hpp>
#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/channel_rules.hpp>
#include <ws/realtime/node.hpp>

namespace ws::realtime
{

/// What the clients of a shard share. Lives as long as the node.
struct core
{
    core(
        net::executor ex, net::timer_wheel& w, channel_rules r, authenticator& a,
        const node::broker_factory& make_broker, now_fn n, node_options o);

    /// What a presence call on this channel shows.
    [[nodiscard]] presence_result presence(std::string_view channel) const;
    [[nodiscard]] presence_stats_result presence_stats(std::string_view channel) const;

    /// For comparing with expiries: those reach further than system_time does.
    [[nodiscard]] std::chrono::sys_seconds now_in_seconds() const
    {
        return std::chrono::floor<std::chrono::seconds>(now());
    }

    /// Whether `data` may be published in such a channel.
    [[nodiscard]] bool accepts(const channel_options& o, std::string_view data) const;

    const wire_format& format = json_wire_format();
    net::timer_wheel& wheel;
    channel_rules rules;
    authenticator& auth;
    now_fn now;
    node_options options;
    hub channels;
    std::unique_ptr<broker> log;
    client_registry clients;
    client_limiter limiter;
    node_counts counts;
    net::task_group tasks;
    net::frame_ptr ping_frame; ///< the same for everybody
    bool closing = false;      ///< close_all() was called
};

} // namespace ws::realtime
