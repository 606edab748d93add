#include "server/admin_handlers.hpp"
#include "unit/server/admin_fixture.hpp"
#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

using testing::HasSubstr;
using testing::Not;

class AdminStatus : public test::admin_fixture
{
};

TEST_F(AdminStatus, Keys_AreShownWithTheirUses)
{
    get("/keys");
    ask("GET", "/keys", {}, {{"X-API-Key", full_key}});
    const auto answer = get("/keys");
    ASSERT_EQ(answer.list("keys").size(), 3U);
    EXPECT_EQ(
        boost::json::serialize(answer.list("keys")[0]),
        R"({"name":"default","scopes":["publish","presence","disconnect","metrics"],"requests":1,)"
        R"("admitted":{},"missing_scope":1,"over_rate":0,"last_used":3600000})");
    EXPECT_EQ(
        boost::json::serialize(answer.list("keys")[1]),
        R"({"name":"reader","scopes":["presence"],"requests":0,"admitted":{},"missing_scope":0,"over_rate":0})");
    EXPECT_EQ(
        boost::json::serialize(answer.list("keys")[2]),
        R"({"name":"admin","scopes":["admin"],"requests":2,"admitted":{"admin":2},"missing_scope":0,)"
        R"("over_rate":0,"last_used":3600000})");
}

TEST_F(AdminStatus, Info_CountsWhatIsThere)
{
    connect("anna");
    connect("anna");
    call("subscribe", R"({"user":"anna","channel":"chat:x"})");
    denials_.deny_user("bert", now_ + std::chrono::hours(1));
    const auto answer = get("/info");
    EXPECT_EQ(answer.at("version"), R"("1.2.3")");
    EXPECT_EQ(answer.at("connections"), "2");
    EXPECT_EQ(answer.at("users"), "1");
    EXPECT_EQ(answer.at("channels"), "1");
    EXPECT_EQ(answer.at("subscriptions"), "2");
    EXPECT_EQ(answer.at("denials"), R"({"sessions":0,"users":1,"memberships":0})");
}

TEST_F(AdminStatus, Configuration_IsWhatItWasGiven) { EXPECT_EQ(get("/config").raw.body, settings); }

TEST_F(AdminStatus, Parameters_AreRefusedWhereThereAreNone)
{
    for (const char* path : {"/info", "/config", "/keys"})
        EXPECT_EQ(get(std::string(path) + "?limit=1").status, 400U) << path;
}

TEST(AdminConfiguration, ShowsEverySettingAndNoSecret)
{
    const auto c = cases::loaded(cases::production({{"ADMIN_API_KEY", "ops=" + std::string(32, 'q')}})).value;
    const std::string text = admin_configuration(c);
    const auto shown = boost::json::parse(text);
    EXPECT_EQ(shown.at("settings").as_array().size(), describe(c).size());
    EXPECT_EQ(shown.at("webhooks").as_array().size(), describe_webhooks(c).size());
    EXPECT_EQ(shown.at("namespaces").as_array().size(), describe_namespaces(c).size());
    EXPECT_THAT(text, HasSubstr(R"({"name":"ADMIN_API_KEY","value":"ops"})"));
    for (const std::string& secret : {cases::good_secret, std::string(32, 't'), std::string(32, 'q')})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
}

} // namespace
} // namespace ws::server
