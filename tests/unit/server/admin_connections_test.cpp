#include "unit/server/admin_fixture.hpp"

#include <gmock/gmock.h>

#include <set>

namespace ws::server
{
namespace
{

using testing::HasSubstr;

class AdminConnections : public test::admin_fixture
{
protected:
    std::vector<std::string> users(std::string_view target)
    {
        std::vector<std::string> all;
        const auto answer = get(target);
        EXPECT_EQ(answer.status, 200U) << answer.raw.body;
        for (const auto& connection : answer.list("connections"))
            all.emplace_back(connection.at("user").as_string());
        std::sort(all.begin(), all.end());
        return all;
    }
    using names = std::vector<std::string>;
};

TEST_F(AdminConnections, Listing_SaysWhoIsThere)
{
    realtime::identity who;
    who.user = "anna";
    who.session = "sess_1";
    who.organization = "org_1";
    who.impersonated = true;
    who.actor = "boss";
    connect_as(std::move(who), "192.0.2.9");
    const auto answer = get("/connections");
    ASSERT_EQ(answer.list("connections").size(), 1U);
    const auto& c = answer.list("connections").front();
    EXPECT_EQ(c.at("user"), "anna");
    EXPECT_EQ(c.at("session"), "sess_1");
    EXPECT_EQ(c.at("organization"), "org_1");
    EXPECT_EQ(c.at("address"), "192.0.2.9");
    EXPECT_EQ(c.at("impersonated"), true);
    EXPECT_EQ(c.at("actor"), "boss");
    EXPECT_EQ(c.at("queued_bytes"), 0);
    EXPECT_EQ(answer.at("next"), "");
}

TEST_F(AdminConnections, Filters_AllHold)
{
    connect_session("anna", "sess_1");
    connect_session("anna", "sess_2");
    connect_session("bert", "sess_3");
    EXPECT_EQ(users("/connections"), (names{"anna", "anna", "bert"}));
    EXPECT_EQ(users("/connections?user=anna"), (names{"anna", "anna"}));
    EXPECT_EQ(users("/connections?session=sess_3"), names{"bert"});
    EXPECT_EQ(users("/connections?user=anna&session=sess_3"), names{});
    EXPECT_EQ(users("/connections?min_queued_bytes=1"), names{});
    EXPECT_EQ(users("/connections?min_age=1m"), names{});
    EXPECT_EQ(users("/connections?min_age=0s"), (names{"anna", "anna", "bert"}));
}

TEST_F(AdminConnections, Pages_ReachEverybodyOnce)
{
    for (int i = 0; i < 25; ++i)
        connect("user-" + std::to_string(i));
    std::set<std::string> seen;
    std::string target = "/connections?limit=10";
    std::size_t pages = 0;
    for (std::string after; pages == 0 || !after.empty(); ++pages)
    {
        const auto page = get(after.empty() ? target : target + "&after=" + after);
        EXPECT_LE(page.list("connections").size(), 10U);
        for (const auto& connection : page.list("connections"))
            EXPECT_TRUE(seen.emplace(connection.at("user").as_string()).second);
        const auto* next = page.body.as_object().if_contains("next");
        after = next == nullptr ? "" : std::string(next->as_string());
    }
    EXPECT_EQ(seen.size(), 25U);
    EXPECT_EQ(pages, 3U);
}

TEST_F(AdminConnections, WrongParameter_IsNamed)
{
    for (const auto& [query, name] :
         {std::pair("limit=0", "limit"), std::pair("limit=1001", "limit"), std::pair("limit=x", "limit"),
          std::pair("min_age=soon", "min_age"), std::pair("min_queued_bytes=-1", "min_queued_bytes"),
          std::pair("order=age", "order"), std::pair("user=a&user=b", "user")})
    {
        const auto answer = get(std::string("/connections?") + query);
        EXPECT_EQ(answer.status, 400U) << query;
        EXPECT_EQ(answer.raw.content_type, "application/problem+json");
        EXPECT_THAT(answer.detail(), HasSubstr(name));
    }
}

TEST_F(AdminConnections, One_IsDescribedInFull)
{
    realtime::identity who;
    who.user = "anna";
    who.organization = "org_1";
    who.organization_role = "org:admin";
    who.organization_permissions = {"org:images:read"};
    who.expires = std::chrono::sys_seconds(std::chrono::seconds(3600));
    connect_as(std::move(who));
    call("subscribe", R"({"user":"anna","channel":"chat:x"})");
    call("publish", R"({"channel":"chat:x","data":{}})");
    const std::string id(get("/connections").list("connections").front().at("client").as_string());

    const auto one = get("/connections/" + id);
    ASSERT_EQ(one.status, 200U);
    EXPECT_EQ(one.at("client"), '"' + id + '"');
    EXPECT_EQ(one.at("organization_role"), R"("org:admin")");
    EXPECT_EQ(one.at("organization_permissions"), R"(["org:images:read"])");
    EXPECT_EQ(one.at("expires"), "3600");
    EXPECT_EQ(
        one.at("subscriptions"),
        R"([{"channel":"chat:x","server_side":true,"recoverable":true,"presence":true,"offset":1}])");
}

TEST_F(AdminConnections, UnknownOne_Is404)
{
    for (const char* id : {"nobody", "%2e%2e", "..", "a%2Fb", "%zz"})
        EXPECT_EQ(get(std::string("/connections/") + id).status, 404U) << id;
    EXPECT_EQ(get("/connections/nobody?x=1").status, 400U);
}

} // namespace
} // namespace ws::server
