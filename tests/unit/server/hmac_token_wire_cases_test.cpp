#include "server/session_authenticator.hpp"
#include "support/fake_websocket.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"
#include "support/vectors.hpp"

#include <ws/realtime/node.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// The vectors of HS256 tokens as commands of a connection: which error or close each becomes.
namespace ws::server
{
namespace
{

namespace json = boost::json;

auth::hmac_token_options options_of(const json::object& secrets)
{
    auth::hmac_token_options options;
    for (const auto& secret : secrets)
        options.secrets.emplace_back(secret.value().as_string());
    return options;
}

/// Whether the command gets as far as its token: connect does, and subscribe to a channel's name.
bool names_a_channel(const json::object& c)
{
    if (c.at("kind") != "subscription")
        return true;
    const std::string_view channel = c.at("channel").as_string();
    const auto printable = [](char letter) { return letter > ' ' && letter < 0x7F; };
    return !channel.empty() && std::all_of(channel.begin(), channel.end(), printable);
}

/// One connection of a node whose clock is the case's.
class token_case
{
public:
    token_case(const json::object& c, const auth::hmac_token_options& hmac)
        : case_(c), hmac_(hmac), now_(test::time_of(c.at("now"))),
          auth_(make_session_authenticator(
              {{}, hmac, {}}, nullptr, denials_, changes_, tickets_, counts_, [this] { return now_; })),
          node_(
              io_.get_executor(), wheel_, realtime::channel_rules(namespaces(), false), *auth_,
              [this](realtime::broker::deliver_fn deliver)
              { return realtime::make_memory_broker([this] { return wheel_.now(); }, std::move(deliver)); },
              [this] { return now_; }, {})
    {
        socket_.listener = node_.open(socket_);
    }

    ~token_case()
    {
        node_.close_all();
        settle();
        socket_.end();
        test::run(io_, node_.stop());
    }

    token_case(const token_case&) = delete;
    token_case& operator=(const token_case&) = delete;

    /// "ok", the code of the error or of the close.
    std::string outcome()
    {
        const std::string token(case_.at("token").as_string());
        if (case_.at("kind") == "connection")
            return say({{"id", 2}, {"connect", {{"token", token}}}});
        const json::object payload{{"sub", case_.at("connection_user")}};
        const auto own = auth::sign_hmac_token(json::serialize(payload), hmac_.secrets.at(0));
        EXPECT_EQ(say({{"id", 1}, {"connect", {{"token", own}}}}), "ok");
        return say({{"id", 2}, {"subscribe", {{"channel", case_.at("channel")}, {"token", token}}}});
    }

    /// What the verdict is on the wire: a token that is another's costs the connection.
    [[nodiscard]] std::string expected() const
    {
        const json::object& expect = case_.at("expect").as_object();
        if (expect.at("ok").as_bool())
            return "ok";
        if (case_.at("token") == "")
            return "3501"; // none at all
        if (expect.at("error") == "expired")
            return "109";
        const auth::hmac_token_verifier verifier(hmac_);
        const bool is_signed =
            verifier.verify_subscription(std::string_view(case_.at("token").as_string()), now_).has_value();
        return case_.at("kind") == "connection" || is_signed ? "3500" : "103";
    }

private:
    std::map<std::string, realtime::channel_options, std::less<>> namespaces() const
    {
        realtime::channel_options by_token;
        by_token.access = realtime::channel_access::token;
        std::map<std::string, realtime::channel_options, std::less<>> all;
        const auto* channel = case_.if_contains("channel");
        if (channel != nullptr && channel->is_string())
        {
            const std::string_view name = channel->get_string();
            all[std::string(name.substr(0, name.find(':')))] = by_token;
        }
        return all;
    }

    void settle()
    {
        io_.restart();
        io_.poll();
    }

    std::string say(const json::object& command)
    {
        socket_.deliver(json::serialize(command));
        settle();
        const auto replies = socket_.take();
        if (socket_.closed_with)
            return std::to_string(socket_.closed_with->code);
        const json::object reply = json::parse(replies.at(0)).as_object();
        const auto* error = reply.if_contains("error");
        return error == nullptr ? "ok" : std::to_string(error->at("code").to_number<int>());
    }

    const json::object& case_;
    const auth::hmac_token_options& hmac_;
    system_time now_;
    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time(std::chrono::hours(1))};
    auth::deny_list denials_;
    auth::permission_changes changes_;
    auth::ticket_register tickets_;
    auth_counts counts_;
    std::unique_ptr<realtime::authenticator> auth_;
    realtime::node node_;
    test::fake_websocket socket_;
};

TEST(HmacTokenWireCases, EveryVector_IsAnsweredAsItsVerdictWants)
{
    const test::log_capture quiet;
    const auto file = test::read_vectors("clerk/hs256-cases.json", "hs256-token-cases/1");
    const auto hmac = options_of(file.at("secrets").as_object());
    const auto check = [&hmac](const json::value& value)
    {
        const json::object& c = value.as_object();
        // Nobody without a name gets as far as a subscription here.
        if (c.at("kind") == "subscription" && c.at("connection_user") == "")
            return;
        token_case connection(c, hmac);
        if (names_a_channel(c))
            EXPECT_EQ(connection.outcome(), connection.expected());
        else
            EXPECT_NE(connection.outcome(), "ok");
    };
    test::for_each_vector(file.at("cases"), check);
}

} // namespace
} // namespace ws::server
