#include "require.hpp"
#include "support/fake_authenticator.hpp"
#include "support/fake_websocket.hpp"
#include "support/slow_broker.hpp"

#include <ws/base/log.hpp>
#include <ws/realtime/node.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace
{

using namespace std::chrono_literals;
using namespace ws;

std::map<std::string, realtime::channel_options, std::less<>> namespaces()
{
    std::map<std::string, realtime::channel_options, std::less<>> all;
    realtime::channel_options o;
    o.allow_subscribe_for_client = o.allow_publish_for_client = true;
    o.presence = o.join_leave = o.force_push_join_leave = true;
    o.allow_presence_for_subscriber = o.allow_history_for_subscriber = true;
    all["room"] = o;
    o.history_size = 3;
    o.history_ttl = 60s;
    o.force_recovery = true;
    all["log"] = o;
    o.force_recovery_mode = realtime::recovery_mode::cache;
    o.auto_cache_recover = true;
    all["state"] = o;
    o.access = realtime::channel_access::user;
    o.connect = true;
    all["me"] = o;
    return all;
}

/// A node and one client on it, to whom the input happens.
class session
{
public:
    session()
        : auth_(io_.get_executor()),
          node_(
              io_.get_executor(), wheel_, realtime::channel_rules(namespaces(), false), auth_,
              [this](realtime::broker::deliver_fn deliver)
              {
                  auto made = std::make_unique<test::slow_broker>(
                      io_.get_executor(), [this] { return now_; }, std::move(deliver));
                  broker_ = made.get();
                  return made;
              },
              [this] { return system_time(1'800'000'000s) + (now_ - steady_time()); }, node_options())
    {
        auth_.add_user("u", "u").expires = std::chrono::sys_seconds(1'800'000'100s);
        auth_.add_user("s", "u").subscriptions["room:1"].override.force_recovery = true;
        auth_.connections["x"] = realtime::auth_failure::expired;
        auth_.add_subscription("p", "u", "$log:1").expires = std::chrono::sys_seconds(1'800'000'050s);
        socket_.listener = node_.open(socket_);
    }

    void happen(std::string_view event)
    {
        // A control character at the front is somebody else's doing, the rest a frame.
        switch (event.empty() ? 0 : event.front())
        {
        case 1:
            pass();
            break;
        case 2:
            toggle(broker_->reads, reads_shut_);
            break;
        case 3:
            toggle(broker_->writes, writes_shut_);
            break;
        case 4:
            toggle(auth_.slow, auth_shut_);
            break;
        case 5:
            subscribe();
            break;
        case 6:
            node_.unsubscribe_user({"u", "", ""}, "");
            break;
        case 7:
            publish();
            break;
        case 8:
            socket_.reply_bytes = socket_.reply_bytes == 0 ? 1'000'000 : 0;
            if (socket_.reply_bytes == 0 && socket_.alive && !socket_.closed_with)
                socket_.drained();
            break;
        case 11:
            node_.disconnect_user({{"u", "", ""}, {}, 4000, std::string(event.substr(1))});
            break;
        case 12:
            refresh(event.size() > 1);
            break;
        case 14:
            broker_->failure = broker_->failure ? std::nullopt : std::optional<errc>(errc::timed_out);
            break;
        case 15:
            socket_.end();
            break;
        default:
            if (socket_.alive && !socket_.closed_with && socket_.wants_message)
                socket_.deliver(event);
        }
        settle();
        check();
    }

    void end()
    {
        socket_.end();
        for (test::gate* g : {&broker_->reads, &broker_->writes, &auth_.slow})
            g->open();
        settle();
        const auto left = node_.info();
        require(
            left.num_clients == 0 && left.num_subs == 0 && left.num_channels == 0, "something stays behind");
    }

private:
    static realtime::node_options node_options()
    {
        realtime::node_options o;
        o.channel_limit = 4;
        return o;
    }

    void settle()
    {
        io_.restart();
        io_.poll();
    }

    void pass()
    {
        now_ += 7s;
        wheel_.advance(now_);
        node_.sweep();
    }

    static void toggle(test::gate& g, bool& shut)
    {
        shut = !shut;
        if (shut)
            g.shut();
        else
            g.open();
    }

    void subscribe()
    {
        realtime::subscribe_call call;
        call.who.user = "u";
        call.channel = "log:1";
        call.recover_since = realtime::stream_position{1, ""};
        net::asio::co_spawn(io_.get_executor(), node_.subscribe_user(std::move(call)), net::asio::detached);
    }

    void publish()
    {
        for (const char* channel : {"room:1", "log:1", "state:1", "me:u"})
        {
            realtime::publish_request request;
            request.channel = channel;
            request.data = "1";
            net::asio::co_spawn(io_.get_executor(), node_.publish(std::move(request)), net::asio::detached);
        }
    }

    void refresh(bool expires)
    {
        realtime::refresh_call call;
        call.who.user = "u";
        if (expires)
            call.expires = std::chrono::sys_seconds(1'800'000'200s);
        node_.refresh_user(call);
    }

    /// Whatever the client is told must be what every SDK can read.
    void check()
    {
        for (const std::string& message : socket_.take())
        {
            boost::json::error_code ec;
            const auto value = boost::json::parse(message, ec);
            require(!ec && value.is_object(), "a message is no JSON object");
            const auto& o = value.get_object();
            require(o.empty() || o.contains("id") != o.contains("push"), "neither a reply nor a push");
            require(!o.contains("id") || o.size() == 2, "a reply with more or less than one result");
            const bool is_connect = o.contains("connect");
            require(
                connected_ || is_connect || o.contains("error"), "something came before the connect reply");
            connected_ = connected_ || is_connect;
        }
        if (!socket_.closed_with)
            return;
        const auto& bye = *socket_.closed_with;
        boost::json::error_code not_json;
        boost::json::parse(bye.reason, not_json);
        require(bye.code >= 3000 && bye.code < 5000, "a close code that is none of ours");
        require(bye.reason.size() <= 123 && not_json, "a close reason that clients misread");
    }

    net::asio::io_context io_;
    steady_time now_;
    net::timer_wheel wheel_{steady_time()};
    test::fake_authenticator auth_;
    test::slow_broker* broker_ = nullptr;
    realtime::node node_;
    test::fake_websocket socket_;
    bool reads_shut_ = false;
    bool writes_shut_ = false;
    bool auth_shut_ = false;
    bool connected_ = false;
};

} // namespace

/// The input is a list of events, parted by NUL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool quiet = []
    {
        log::configure({log::level::off, log::format::json, {}});
        return true;
    }();
    require(quiet, "the log is on");
    session s;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    for (int events = 0; !rest.empty() && events < 200; ++events)
    {
        const std::size_t end = rest.find('\0');
        s.happen(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    s.end();
    return 0;
}
