#pragma once

#include "support/gate.hpp"

#include <ws/realtime/broker.hpp>

#include <optional>
#include <utility>

namespace ws::test
{

/// A memory broker behind gates, as if it were asked over a network.
class slow_broker final : public realtime::broker
{
public:
    slow_broker(net::executor ex, steady_now_fn now, deliver_fn to_subscribers)
        : deliver(std::move(to_subscribers)), reads(ex), writes(ex),
          memory_(realtime::make_memory_broker(std::move(now), deliver))
    {
    }

    net::task<result<realtime::publish_outcome>>
    publish(const realtime::publish_request& request, const realtime::channel_options& o) override
    {
        co_await writes.pass();
        if (failure)
            co_return *failure;
        co_return co_await memory_->publish(request, o);
    }

    net::task<result<realtime::history_page>> history(
        std::string_view channel, const realtime::channel_options& o,
        const realtime::history_query& query) override
    {
        co_await reads.pass();
        if (failure)
            co_return *failure;
        co_return co_await memory_->history(channel, o, query);
    }

    net::task<result<>> remove_history(std::string_view channel, const realtime::channel_options& o) override
    {
        if (failure)
            co_return *failure;
        co_return co_await memory_->remove_history(channel, o);
    }

    std::optional<realtime::kept_history> kept(std::string_view channel) const override
    {
        return memory_->kept(channel);
    }

    void sweep(const std::function<bool(std::string_view)>& in_use) override { memory_->sweep(in_use); }

    /// Straight to the subscribers, for publications that no honest broker delivers.
    deliver_fn deliver;
    gate reads;
    gate writes;
    std::optional<errc> failure; ///< what every call ends with

private:
    std::unique_ptr<realtime::broker> memory_;
};

} // namespace ws::test
