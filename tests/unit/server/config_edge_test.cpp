#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using ws::auth::rate_limit;

namespace
{

constexpr const char* rate_names[] = {
    "RATE_LIMIT_UPGRADE",   "RATE_LIMIT_UPGRADE_TOTAL", "RATE_LIMIT_AUTH_FAILURE", "RATE_LIMIT_COMMAND",
    "RATE_LIMIT_SUBSCRIBE", "RATE_LIMIT_PUBLISH",       "RATE_LIMIT_API",          "RATE_LIMIT_WEBHOOK"};

std::string shown_value(const config& c, std::string_view name)
{
    for (const shown_setting& s : describe(c))
        if (s.name == name)
            return s.value;
    return "(not shown)";
}

} // namespace

TEST(ConfigLimits, StrictRules_SwitchThemOn)
{
    for (const char* environment : {"production", "staging", "beta"})
    {
        auto given = production({{"NODE_ENV", environment}, {"CLERK_SECRET_KEY", "sk_live_FAKE0000000000"}});
        const edge_settings edge = loaded(given).value.edge;
        EXPECT_EQ(edge.rates.upgrade, (rate_limit{30, 60s, 20}));
        EXPECT_EQ(edge.rates.upgrade_total, (rate_limit{500, 1s, 500}));
        EXPECT_EQ(edge.rates.auth_failure, (rate_limit{10, 60s, 10}));
        EXPECT_EQ(edge.rates.command, (rate_limit{30, 1s, 200}));
        EXPECT_EQ(edge.rates.subscribe, (rate_limit{10, 1s, 256}));
        EXPECT_EQ(edge.rates.publish, (rate_limit{10, 1s, 20}));
        EXPECT_EQ(edge.rates.api, std::nullopt);
        EXPECT_EQ(edge.rates.webhook, (rate_limit{20, 60s, 20}));
        EXPECT_EQ(edge.sockets.per_ip, 100U);
        EXPECT_EQ(edge.sockets.per_user, 20U);
        EXPECT_EQ(edge.sockets.per_session, 10U);
    }
}

TEST(ConfigLimits, DevelopmentAndTest_HaveThoseThatAreSet)
{
    for (const char* environment : {"development", "test"})
    {
        const config none = loaded(with(environment)).value;
        for (const char* name : rate_names)
            EXPECT_EQ(shown_value(none, name), "off") << name;
        EXPECT_EQ(none.edge.sockets.per_ip + none.edge.sockets.per_user + none.edge.sockets.per_session, 0U);

        const config some =
            loaded(with(environment, {{"RATE_LIMIT_COMMAND", "5/1s"}, {"MAX_SOCKETS_PER_USER", "2"}})).value;
        EXPECT_EQ(some.edge.rates.command, (rate_limit{5, 1s, 5}));
        EXPECT_EQ(some.edge.rates.publish, std::nullopt);
        EXPECT_EQ(some.edge.sockets.per_user, 2U);
    }
}

TEST(ConfigLimits, Off_SwitchesOneOff)
{
    for (const char* name : rate_names)
        EXPECT_EQ(shown_value(loaded(production({{name, "off"}})).value, name), "off") << name;
    EXPECT_EQ(
        shown_value(loaded(production({{"MAX_SOCKETS_PER_IP", "0"}})).value, "MAX_SOCKETS_PER_IP"), "off");
}

TEST(ConfigLimits, ValueThatIsNoRate_IsAProblem)
{
    for (const char* name : rate_names)
        for (const char* value : {"30", "30/min", "0/1s", "on", "30/60s,burst=x"})
            EXPECT_THAT(complaints(production({{name, value}})), ElementsAre(name)) << value;
    const auto problems = problems_of(production({{"RATE_LIMIT_UPGRADE", "30/min"}}));
    EXPECT_THAT(to_string(problems), HasSubstr("30/60s,burst=20"));
}

TEST(ConfigLimits, UnknownBucket_IsAProblemThatListsTheKnownOnes)
{
    const auto problems = problems_of(production({{"RATE_LIMIT_UPGRADES", "30/60s"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "RATE_LIMIT_UPGRADES");
    for (const char* name : rate_names)
        EXPECT_THAT(problems[0].mend, HasSubstr(name));
    EXPECT_THAT(complaints(with("test", {{"RATE_LIMIT_", "off"}})), ElementsAre("RATE_LIMIT_"));
    EXPECT_THAT(complaints(production({{"RATE_LIMIT_UPGRADES", ""}})), IsEmpty());
}

TEST(ConfigLimits, SocketCounts_AreWholeNumbers)
{
    for (const char* name : {"MAX_SOCKETS_PER_IP", "MAX_SOCKETS_PER_USER", "MAX_SOCKETS_PER_SESSION"})
        for (const char* value : {"-1", "off", "1.5", "10000001"})
            EXPECT_THAT(complaints(production({{name, value}})), ElementsAre(name)) << value;
}

TEST(ConfigProxies, Networks_AreRead)
{
    const config c = loaded(production({{"TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8,192.0.2.1"}})).value;
    EXPECT_EQ(shown_value(c, "TRUSTED_PROXIES"), "10.0.0.0/8, fd00::/8, 192.0.2.1/32");
    EXPECT_TRUE(loaded(production()).value.edge.trust.proxies.empty());
}

TEST(ConfigProxies, EntriesThatAreNoNetwork_AreOneProblemEach)
{
    const auto problems = problems_of(production({{"TRUSTED_PROXIES", "private,10.0.0.1/8,10.0.0.0/8"}}));
    ASSERT_EQ(problems.size(), 2U) << to_string(problems);
    EXPECT_THAT(problems[0].what, HasSubstr("private"));
    EXPECT_THAT(problems[1].what, HasSubstr("bits behind the prefix"));
}

TEST(ConfigProxies, TrustInEverybody_IsWarnedOf)
{
    EXPECT_TRUE(warns(
        loaded(production({{"TRUSTED_PROXIES", "0.0.0.0/0"}})), "TRUSTED_PROXIES", "evade every limit"));
    EXPECT_TRUE(warns(loaded(production({{"TRUSTED_PROXIES", "::/0"}})), "TRUSTED_PROXIES", "everybody"));
}

TEST(ConfigAddressHeader, Name_NeedsSomebodyWhoMaySendIt)
{
    const settings both{{"TRUSTED_PROXIES", "10.0.0.0/8"}, {"CLIENT_IP_HEADER", "do-connecting-ip"}};
    EXPECT_EQ(loaded(production(both)).value.edge.trust.address_header, "do-connecting-ip");
    EXPECT_THAT(
        complaints(production({{"CLIENT_IP_HEADER", "CF-Connecting-IP"}})), ElementsAre("CLIENT_IP_HEADER"));
}

TEST(ConfigAddressHeader, OtherValues_AreProblems)
{
    for (const char* value : {"X-Forwarded-For", "forwarded", "X Real IP", "X-Real-IP:", "a,b"})
        EXPECT_THAT(
            complaints(production({{"TRUSTED_PROXIES", "10.0.0.0/8"}, {"CLIENT_IP_HEADER", value}})),
            ElementsAre("CLIENT_IP_HEADER"))
            << value;
}
