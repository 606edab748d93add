#pragma once

#include "support/gate.hpp"

#include <ws/realtime/authenticator.hpp>

#include <map>
#include <set>
#include <string>

namespace ws::test
{

/// Knows its tokens by heart. Those it does not know are invalid.
class fake_authenticator final : public realtime::authenticator
{
public:
    explicit fake_authenticator(net::executor ex) : slow(ex) {}

    net::task<std::variant<realtime::identity, realtime::auth_failure>>
    authenticate(std::string_view token, const realtime::connection_origin& from) override
    {
        last_origin = from;
        co_await slow.pass();
        const auto known = connections.find(token);
        if (known == connections.end())
            co_return realtime::auth_failure::invalid;
        co_return known->second;
    }

    result<auth::subscription_claims> verify_subscription(std::string_view token) const override
    {
        if (expired_subscriptions.contains(std::string(token)))
            return errc::expired;
        const auto known = subscriptions.find(token);
        if (known == subscriptions.end())
            return errc::invalid_token;
        return known->second;
    }

    realtime::identity& add_user(std::string token, std::string user)
    {
        realtime::identity who;
        who.user = std::move(user);
        auto& entry = connections[std::move(token)];
        entry = std::move(who);
        return std::get<realtime::identity>(entry);
    }

    auth::subscription_claims& add_subscription(std::string token, std::string user, std::string channel)
    {
        auth::subscription_claims& claims = subscriptions[std::move(token)];
        claims.user = std::move(user);
        claims.channel = std::move(channel);
        return claims;
    }

    std::map<std::string, std::variant<realtime::identity, realtime::auth_failure>, std::less<>> connections;
    std::map<std::string, auth::subscription_claims, std::less<>> subscriptions;
    std::set<std::string> expired_subscriptions;
    realtime::connection_origin last_origin; ///< of the latest question
    gate slow;                               ///< shut: nobody is let in yet
};

} // namespace ws::test
