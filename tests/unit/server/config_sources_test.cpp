#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

std::string shown_sources(const settings& given)
{
    for (const shown_setting& s : describe(loaded(given).value))
        if (s.name == "TOKEN_SOURCES")
            return s.value;
    return "(not shown)";
}

} // namespace

TEST(ConfigSources, Unset_AreThoseThatNoBrowserSendsByItself)
{
    for (const char* environment : {"development", "test"})
        EXPECT_EQ(shown_sources(with(environment)), "connect, bearer");
    EXPECT_EQ(shown_sources(production()), "connect, bearer");
    EXPECT_EQ(shown_sources(production({{"TOKEN_SOURCES", ""}})), "connect, bearer");
}

TEST(ConfigSources, List_IsWhatThereIs)
{
    EXPECT_EQ(shown_sources(production({{"TOKEN_SOURCES", "cookie"}})), "cookie");
    EXPECT_EQ(
        shown_sources(production({{"TOKEN_SOURCES", "subprotocol, query,connect,query"}})),
        "connect, query, subprotocol");
}

TEST(ConfigSources, UnknownEntry_IsAProblemThatListsTheKnownOnes)
{
    const auto problems = problems_of(production({{"TOKEN_SOURCES", "connect,header"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "TOKEN_SOURCES");
    EXPECT_THAT(problems[0].what, HasSubstr("header"));
    EXPECT_THAT(problems[0].mend, HasSubstr("connect, bearer, cookie, query and subprotocol"));
    EXPECT_THAT(complaints(production({{"TOKEN_SOURCES", ","}})), ElementsAre("TOKEN_SOURCES"));
    EXPECT_THAT(complaints(production({{"TOKEN_SOURCES", "Connect"}})), ElementsAre("TOKEN_SOURCES"));
}

TEST(ConfigSources, CookieWithPatterns_IsAProblem)
{
    const settings pattern{
        {"TOKEN_SOURCES", "connect,cookie"}, {"ALLOWED_ORIGINS", "https://gallery-*-acme.vercel.app"}};
    EXPECT_THAT(complaints(with("test", pattern)), ElementsAre("TOKEN_SOURCES"));
    auto without = pattern;
    without["TOKEN_SOURCES"] = "connect,bearer";
    EXPECT_THAT(complaints(with("test", without)), IsEmpty());
    EXPECT_THAT(
        complaints(with(
            "test", {{"TOKEN_SOURCES", "cookie"},
                     {"CLERK_SECRET_KEY", "sk_test_FAKE0000000000"},
                     {"CLERK_AUTHORIZED_PARTIES", "https://gallery-*-acme.vercel.app"}})),
        ElementsAre("TOKEN_SOURCES"));
}

TEST(ConfigSources, TicketsWithoutASecret_AreAProblem)
{
    EXPECT_THAT(
        complaints(production({{"TOKEN_SOURCES", "query"}, {"TOKEN_HMAC_SECRETS", ""}})),
        ElementsAre("TOKEN_SOURCES"));
    EXPECT_THAT(complaints(production({{"TOKEN_SOURCES", "query"}})), IsEmpty());
    EXPECT_THAT(complaints(with("development", {{"TOKEN_SOURCES", "query"}})), IsEmpty())
        << "development has a secret of its own";
}

TEST(ConfigSources, CookieNamesAndIssuer_AreTheInstances)
{
    const auto sources =
        loaded(with(
                   "test", {{"TOKEN_SOURCES", "cookie"},
                            {"CLERK_PUBLISHABLE_KEY", "pk_test_Y2xlcmsuZXhhbXBsZS50ZXN0JA"}}))
            .value.edge.sources;
    EXPECT_THAT(sources.cookie_names, ElementsAre("__session_6tQWJVae", "__session"));
    EXPECT_THAT(sources.issuers, ElementsAre("https://clerk.example.test"));
    EXPECT_THAT(
        loaded(with("test", {{"TOKEN_SOURCES", "cookie"}})).value.edge.sources.cookie_names,
        ElementsAre("__session"));
}
