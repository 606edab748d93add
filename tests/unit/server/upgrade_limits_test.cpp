#include "server/upgrade_limits.hpp"
#include "unit/server/responses.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

using test::value_of;

class UpgradeLimits : public testing::Test
{
protected:
    using watch = std::shared_ptr<realtime::connection_watch>;

    edge& peers()
    {
        if (!edge_)
            edge_.emplace(settings_, [this] { return now_; });
        return *edge_;
    }

    /// The policy that refused an upgrade of this address; "" when it was let in.
    std::string refused_by(const std::string& address)
    {
        auto taken = take_upgrade(peers(), {address, address});
        if (auto* mine = std::get_if<watch>(&taken))
        {
            watches_.push_back(std::move(*mine));
            return {};
        }
        const auto& answer = std::get<net::http_response>(taken);
        EXPECT_EQ(answer.status, 429U);
        EXPECT_EQ(answer.content_type, "application/problem+json");
        EXPECT_NE(value_of(answer, "Retry-After"), "");
        const std::string policy = value_of(answer, "RateLimit-Policy");
        return policy.empty() ? "sockets" : policy.substr(1, policy.find('"', 1) - 1);
    }

    std::map<std::string, std::uint64_t> refusals()
    {
        std::map<std::string, std::uint64_t> all;
        peers().visit_refusals(
            [&](std::string_view name, std::uint64_t count)
            {
                if (count > 0)
                    all.emplace(name, count);
            });
        return all;
    }

    edge_settings settings_;
    steady_time now_{1000h};
    std::optional<edge> edge_;
    std::vector<watch> watches_; ///< ends before the edge
};

TEST_F(UpgradeLimits, AllOff_LetEverybodyIn)
{
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(refused_by("192.0.2.1"), "");
    watches_.clear();
}

TEST_F(UpgradeLimits, OneAddressTooOften_IsRefusedAndOthersAreNot)
{
    settings_.rates.upgrade = auth::rate_limit{30, 60s, 2};
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refused_by("192.0.2.1"), "upgrade");
    EXPECT_EQ(refused_by("192.0.2.2"), "");
    now_ += 2s;
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refusals(), (std::map<std::string, std::uint64_t>{{"upgrade", 1}}));
}

TEST_F(UpgradeLimits, AllTogetherTooOften_AreRefused)
{
    settings_.rates.upgrade_total = auth::rate_limit{2, 1s, 2};
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refused_by("192.0.2.2"), "");
    EXPECT_EQ(refused_by("192.0.2.3"), "upgrade-total");
    now_ += 500ms;
    EXPECT_EQ(refused_by("192.0.2.3"), "");
    EXPECT_EQ(refusals(), (std::map<std::string, std::uint64_t>{{"upgrade-total", 1}}));
}

TEST_F(UpgradeLimits, WhatOneAddressMayNot_CostsTheOthersNothing)
{
    settings_.rates.upgrade = auth::rate_limit{1, 60s, 1};
    settings_.rates.upgrade_total = auth::rate_limit{2, 1s, 2};
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(refused_by("192.0.2.1"), "upgrade");
    EXPECT_EQ(refused_by("192.0.2.2"), "");
}

TEST_F(UpgradeLimits, WrongTokens_ShutTheirAddressOut)
{
    settings_.rates.auth_failure = auth::rate_limit{2, 60s, 2};
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    watches_[0]->token_refused();
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    watches_[1]->token_refused();
    EXPECT_EQ(refused_by("192.0.2.1"), "auth-failure");
    EXPECT_EQ(refused_by("192.0.2.2"), "");
    EXPECT_EQ(refusals(), (std::map<std::string, std::uint64_t>{{"auth-failure", 1}}));
}

TEST_F(UpgradeLimits, Sockets_AreCountedWhileTheirWatchLives)
{
    settings_.sockets.per_ip = 30;
    for (std::size_t i = 0; i < socket_limits::unauthenticated_per_ip; ++i)
        EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refused_by("192.0.2.1"), "sockets") << "20 have not connected yet";
    for (const watch& w : watches_)
        w->authenticated();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(refused_by("192.0.2.1"), "sockets") << "30 are open";
    watches_.pop_back();
    EXPECT_EQ(refused_by("192.0.2.1"), "");
    EXPECT_EQ(
        refusals(),
        (std::map<std::string, std::uint64_t>{{"sockets-per-ip", 1}, {"unauthenticated-sockets-per-ip", 1}}));
    watches_.clear();
}

} // namespace
} // namespace ws::server
