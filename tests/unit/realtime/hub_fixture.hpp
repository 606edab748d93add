#pragma once

#include "realtime/hub.hpp"
#include "support/fake_websocket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ws::realtime
{

/// Somebody with one subscription.
class listener final : public subscriber
{
public:
    listener(hub& h, std::string_view channel, std::string name)
        : hub_(h), s(*this, h.channel(channel, options))
    {
        info.client = std::move(name);
    }
    ~listener() { leave(); }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    void push(const net::frame_ptr& f) override
    {
        ++frames;
        test::append_messages(messages, f->payload());
        last = f.get();
    }
    void on_insufficient_state(subscription& lost) override
    {
        EXPECT_EQ(&lost, &s);
        ++lost_count;
        if (on_lost)
            on_lost();
    }
    const client_info& who() const override { return info; }

    void join()
    {
        s.buffered = std::make_unique<std::vector<publication_ptr>>();
        hub_.add(s);
        joined = true;
    }
    bool live() { return hub_.go_live(s); }
    void join_live()
    {
        join();
        EXPECT_TRUE(live());
    }
    void join_at(std::uint64_t offset, const std::string& epoch)
    {
        s.positioned = true;
        join();
        hub_.place(s, {offset, epoch});
        EXPECT_TRUE(live());
    }
    void leave()
    {
        if (std::exchange(joined, false))
            hub_.remove(s);
    }
    std::vector<std::string> take() { return std::exchange(messages, {}); }

    static inline const channel_options options;
    hub& hub_;
    subscription s;
    client_info info;
    std::vector<std::string> messages;
    std::function<void()> on_lost;
    const net::frame* last = nullptr;
    int frames = 0;
    int lost_count = 0;
    bool joined = false;
};

/// A hub whose turns end when the test says so.
class hub_fixture : public testing::Test
{
protected:
    void end_turn()
    {
        const auto due = std::exchange(turn_ends, {});
        for (const auto& f : due)
            f();
    }

    void publish(
        std::string data, std::uint64_t offset = 0, std::string_view epoch = "",
        std::string_view channel = "a")
    {
        auto p = std::make_shared<publication>();
        p->data = std::move(data);
        p->offset = offset;
        channels.deliver(channel, p, offset == 0 ? "" : epoch);
    }

    static std::string pub(const std::string& data, std::uint64_t offset = 0)
    {
        const std::string place = offset == 0 ? "" : ",\"offset\":" + std::to_string(offset);
        return R"({"push":{"channel":"a","pub":{"data":)" + data + place + "}}}";
    }
    static std::string joined(const std::string& who)
    {
        return R"({"push":{"channel":"a","join":{"info":{"user":"","client":")" + who + R"("}}}})";
    }
    static std::string left(const std::string& who)
    {
        return R"({"push":{"channel":"a","leave":{"info":{"user":"","client":")" + who + R"("}}}})";
    }

    std::vector<std::function<void()>> turn_ends;
    hub channels{json_wire_format(), [this](std::function<void()> f) { turn_ends.push_back(std::move(f)); }};
};

} // namespace ws::realtime
