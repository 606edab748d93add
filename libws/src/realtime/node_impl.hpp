#pragma once

#include "realtime/core.hpp"
#include "realtime/random.hpp"

#include <ws/realtime/node.hpp>

#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace ws::realtime
{

class node::impl
{
public:
    using steady_timer = net::asio::basic_waitable_timer<
        std::chrono::steady_clock, net::asio::wait_traits<std::chrono::steady_clock>, net::executor>;

    impl(
        net::executor e, net::timer_wheel& wheel, channel_rules rules, authenticator& auth,
        const broker_factory& make_broker, now_fn now, node_options options)
        : ex(e), shard(e, wheel, std::move(rules), auth, make_broker, std::move(now), std::move(options)),
          uid(random_uuid()), started(wheel.now()), last_told(e, steady_timer::time_point::max())
    {
        shard.clients.on_empty([this] { last_told.cancel(); });
    }

    net::executor ex;
    core shard;
    std::string uid;
    steady_time started;
    steady_timer last_told; ///< never expires; cancelled when the last client closes

    /// The channel's options, or why the call is refused.
    [[nodiscard]] answer<const channel_options*> options_of(std::string_view channel) const
    {
        const auto found = shard.rules.find(channel);
        if (const auto* e = std::get_if<client_error>(&found))
            return *e;
        return std::get<const channel_options*>(found);
    }
};

} // namespace ws::realtime
