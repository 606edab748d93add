#include "server/edge.hpp"
#include "support/log_capture.hpp"
#include "unit/server/requests.hpp"
#include "unit/server/responses.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

using test::value_of;

class AddressLimits : public testing::Test
{
protected:
    AddressLimits()
    {
        rules_.upgrade = auth::rate_limit{30, 60s, 2};
        rules_.webhook = auth::rate_limit{1, 60s, 1};
    }

    address_limits make()
    {
        return {rules_, [this] { return now_; }};
    }

    rate_limits rules_;
    steady_time now_{1000h};
    auth::client_address alice_{"192.0.2.1", "192.0.2.1"};
    auth::client_address bob_{"192.0.2.2", "192.0.2.2"};
    auth::client_address nobody_{"10.0.0.1", ""};
};

TEST_F(AddressLimits, SpentLimit_IsA429ThatSaysWhenToComeBack)
{
    auto limits = make();
    EXPECT_FALSE(limits.take(address_limit::upgrade, alice_));
    EXPECT_FALSE(limits.take(address_limit::upgrade, alice_));
    now_ += 500ms;
    const auto refusal = limits.take(address_limit::upgrade, alice_);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 429U);
    EXPECT_EQ(refusal->content_type, "application/problem+json");
    EXPECT_EQ(value_of(*refusal, "Retry-After"), "2"); // 1.5 s
    EXPECT_EQ(value_of(*refusal, "RateLimit-Policy"), R"("upgrade";q=30;w=60)");
    EXPECT_EQ(value_of(*refusal, "RateLimit"), R"("upgrade";r=0;t=4)"); // 3.5 s
    EXPECT_NE(refusal->body.find(R"("status":429)"), std::string::npos);
    EXPECT_EQ(refusal->body.find(alice_.text), std::string::npos);
}

TEST_F(AddressLimits, OtherAddressesAndOtherLimits_AreNotTouched)
{
    auto limits = make();
    while (!limits.take(address_limit::upgrade, alice_))
    {
    }
    EXPECT_FALSE(limits.take(address_limit::upgrade, bob_));
    EXPECT_FALSE(limits.wait_if_spent(address_limit::webhook, alice_));
}

TEST_F(AddressLimits, LimitThatIsOff_LetsEverythingThrough)
{
    auto limits = make();
    for (int i = 0; i < 100; ++i)
        limits.charge(address_limit::auth_failure, alice_);
    EXPECT_FALSE(limits.refuse_if_spent(address_limit::auth_failure, alice_));
    EXPECT_FALSE(limits.take(address_limit::auth_failure, alice_));
}

TEST_F(AddressLimits, AddressThatSaysNothing_IsNotLimited)
{
    auto limits = make();
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(limits.take(address_limit::upgrade, nobody_));
}

TEST_F(AddressLimits, Failures_CountAndAskingDoesNot)
{
    auto limits = make();
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(limits.refuse_if_spent(address_limit::webhook, alice_));
    limits.charge(address_limit::webhook, alice_);
    limits.charge(address_limit::webhook, alice_);
    EXPECT_TRUE(limits.refuse_if_spent(address_limit::webhook, alice_));
    EXPECT_EQ(limits.wait_if_spent(address_limit::webhook, alice_), 60s);
    now_ += 59'500ms;
    EXPECT_EQ(limits.wait_if_spent(address_limit::webhook, alice_), 1s);
    now_ += 500ms;
    EXPECT_FALSE(limits.wait_if_spent(address_limit::webhook, alice_));
    limits.forget_rested();
}

TEST(Edge, PrivatePeerThatNobodyTrusts_IsWarnedOfOnceIfLimitsAreOn)
{
    test::log_capture log;
    edge_settings settings;
    edge quiet(settings, [] { return steady_time{}; });
    quiet.address_of(test::request_with({}));
    EXPECT_EQ(log.count("address_limits_off"), 0U);

    settings.rates.upgrade = auth::rate_limit{};
    edge loud(settings, [] { return steady_time{}; });
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(loud.address_of(test::request_with({})).text, "127.0.0.1");

    EXPECT_EQ(log.count("address_limits_off"), 1U);
}

} // namespace
} // namespace ws::server
