#pragma once

#include "support/fake_authenticator.hpp"
#include "support/fake_websocket.hpp"
#include "support/run_task.hpp"
#include "support/slow_broker.hpp"

#include <ws/base/log.hpp>
#include <ws/realtime/node.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ws::test
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// A node with everything around it, and time that only the test moves.
///
/// Change `namespaces`, `options` and `auth` first; the node is made when the
/// first connection opens. TearDown lets everything end as a server would.
class node_fixture : public testing::Test
{
protected:
    /// One client of the node and what the test does in its name.
    struct peer
    {
        fake_websocket socket;
        std::string id; ///< as the connect reply gave it
        node_fixture* test = nullptr;

        /// Delivers a frame and lets the node work; gives the messages it sent.
        std::vector<std::string> say(std::string_view frame)
        {
            socket.deliver(frame);
            test->settle();
            return socket.take();
        }
        std::vector<std::string> hear()
        {
            test->settle();
            return socket.take();
        }
        [[nodiscard]] std::uint16_t code() const { return socket.closed_with ? socket.closed_with->code : 0; }
        [[nodiscard]] std::string reason() const
        {
            return socket.closed_with ? socket.closed_with->reason : std::string();
        }
    };

    node_fixture() : wheel(steady_start), auth(io.get_executor())
    {
        log::options quiet;
        quiet.writer = [this](std::string_view line) { log_lines.emplace_back(line); };
        log::configure(quiet);
        options.version = "1.2.3";
        auth.add_user("42", "42");
        auth.add_user("43", "43");
        add_namespaces();
    }

    void TearDown() override
    {
        if (!node_)
            return log::configure({});
        auth.slow.open();
        history->reads.open();
        history->writes.open();
        settle();
        node_->close_all();
        settle();
        for (peer& p : peers_)
            p.socket.end();
        run(io, node_->stop());
        EXPECT_EQ(node_->info().num_clients, 0u);
        EXPECT_EQ(node_->info().num_subs, 0u);
        EXPECT_EQ(node_->info().num_channels, 0u);
        node_.reset();
        settle();
        log::configure({});
    }

    realtime::node& node()
    {
        if (!node_)
            node_ = std::make_unique<realtime::node>(
                io.get_executor(), wheel, realtime::channel_rules(namespaces, options.insecure), auth,
                [this](realtime::broker::deliver_fn deliver) { return make_broker(std::move(deliver)); },
                [this] { return now; }, options);
        return *node_;
    }

    /// A connection that has said nothing yet.
    peer& open(realtime::connection_origin from = {})
    {
        peer& p = peers_.emplace_back();
        p.test = this;
        p.socket.listener = node().open(p.socket, std::move(from));
        return p;
    }

    /// A connected client; its connect reply is read already.
    peer& connect(const std::string& token = "42")
    {
        peer& p = open();
        const auto replies = p.say(R"({"id":1,"connect":{"token":")" + token + R"("}})");
        EXPECT_EQ(replies.size(), 1u) << "close: " << p.reason();
        if (!replies.empty())
            p.id = client_id(replies.front());
        return p;
    }

    static std::string client_id(const std::string& connect_reply)
    {
        const std::string before = R"("client":")";
        const std::size_t at = connect_reply.find(before);
        return at == std::string::npos ? std::string() : connect_reply.substr(at + before.size(), 36);
    }

    /// Runs the loop until nothing is ready.
    void settle()
    {
        io.restart();
        io.poll();
    }

    /// Lets time pass, tick by tick.
    void pass(std::chrono::milliseconds time, std::chrono::milliseconds step = net::timer_wheel::tick)
    {
        for (; time > 0ms; time -= step)
        {
            now += std::min(step, time);
            steady_now += std::min(step, time);
            wheel.advance(steady_now);
            settle();
        }
    }

    [[nodiscard]] std::chrono::sys_seconds in(std::chrono::seconds delay) const
    {
        return std::chrono::floor<std::chrono::seconds>(now) + delay;
    }

    /// Publishes over the server API.
    realtime::stream_position publish(const std::string& channel, const std::string& data)
    {
        realtime::publish_request request;
        request.channel = channel;
        request.data = data;
        const auto outcome = run(io, node().publish(std::move(request)));
        EXPECT_TRUE(outcome) << channel;
        return outcome ? outcome->position : realtime::stream_position();
    }

    /// Hands subscribers a publication that no honest broker would.
    void deliver(const std::string& channel, std::uint64_t offset, const std::string& epoch)
    {
        auto p = std::make_shared<realtime::publication>();
        p->data = std::to_string(offset);
        p->offset = offset;
        history->deliver(channel, p, epoch);
    }

    /// Starts a coroutine that may wait; `done` tells when it has ended.
    void start(net::task<realtime::answer<void>> op, std::optional<realtime::answer<void>>& done)
    {
        net::asio::co_spawn(
            io.get_executor(), std::move(op),
            [&done](const std::exception_ptr& failure, const realtime::answer<void>& result)
            {
                if (!failure)
                    done = result;
            });
        settle();
    }

    net::asio::io_context io;
    steady_time steady_start{std::chrono::hours(1000)};
    steady_time steady_now = steady_start;
    system_time now{std::chrono::seconds(1'800'000'000)};
    net::timer_wheel wheel;
    fake_authenticator auth;
    std::map<std::string, realtime::channel_options, std::less<>> namespaces;
    realtime::node_options options;
    slow_broker* history = nullptr; ///< the node's broker
    std::vector<std::string> log_lines;

private:
    std::unique_ptr<realtime::broker> make_broker(realtime::broker::deliver_fn deliver)
    {
        auto made = std::make_unique<slow_broker>(
            io.get_executor(), [this] { return steady_now; }, std::move(deliver));
        history = made.get();
        return made;
    }

    void add_namespaces()
    {
        realtime::channel_options o;
        namespaces["closed"] = o;
        o.allow_subscribe_for_client = true;
        o.allow_publish_for_client = true;
        namespaces["plain"] = o;

        auto room = o;
        room.presence = room.join_leave = true;
        room.allow_presence_for_subscriber = true;
        namespaces["room"] = room;

        o.history_size = 10;
        o.history_ttl = 60s;
        o.allow_history_for_subscriber = true;
        o.force_positioning = true;
        namespaces["positioned"] = o;
        o.force_recovery = true;
        namespaces["log"] = o;
        o.force_recovery_mode = realtime::recovery_mode::cache;
        namespaces["state"] = o;
    }

    std::unique_ptr<realtime::node> node_;
    std::deque<peer> peers_;
};

} // namespace ws::test
