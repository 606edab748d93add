#include "unit/server/admin_fixture.hpp"
#include "unit/server/responses.hpp"

#include <gmock/gmock.h>

namespace ws::server
{
namespace
{

using testing::HasSubstr;

class AdminDisconnect : public test::admin_fixture
{
protected:
    reply disconnect(std::string body) { return ask("POST", "/disconnect", std::move(body)); }
};

TEST_F(AdminDisconnect, ByUserSessionAndClient_ClosesAndCounts)
{
    auto& anna = connect_session("anna", "sess_1");
    auto& annas_other = connect_session("anna", "sess_2");
    auto& bert = connect_session("bert", "sess_3");
    EXPECT_EQ(disconnect(R"({"session":"sess_1"})").at("connections"), "1");
    EXPECT_EQ(anna.closed_with, 3503);
    EXPECT_EQ(anna.close_reason, "force disconnect");
    EXPECT_EQ(disconnect(R"({"user":"anna","code":4001,"reason":"go home"})").at("connections"), "1");
    EXPECT_EQ(annas_other.closed_with, 4001);
    EXPECT_EQ(annas_other.close_reason, "go home");
    const std::string id(get("/connections").list("connections").front().at("client").as_string());
    EXPECT_EQ(disconnect(R"({"client":")" + id + "\"}").at("connections"), "1");
    EXPECT_EQ(bert.closed_with, 3503);
    EXPECT_EQ(disconnect(R"({"user":"nobody"})").at("connections"), "0");
}

TEST_F(AdminDisconnect, Change_IsLoggedWithTheKeysName)
{
    connect("anna");
    disconnect(R"({"user":"anna"})");
    EXPECT_EQ(log_.count(R"("event":"admin_disconnect","key":"admin","user":"anna")"), 1U);
    EXPECT_EQ(log_.count(R"("connections":1)"), 1U);
    EXPECT_EQ(log_.count(admin_key), 0U);
}

TEST_F(AdminDisconnect, WrongBody_SaysWhatIsWrong)
{
    for (const auto& [body, part] :
         {std::pair("{}", "exactly one"), std::pair(R"({"user":"a","client":"b"})", "exactly one"),
          std::pair(R"({"user":""})", "exactly one"), std::pair(R"({"user":1})", "user"),
          std::pair(R"({"user":"a","code":2999})", "code"), std::pair(R"({"user":"a","code":5000})", "code"),
          std::pair(R"({"user":"a","code":0})", "code"), std::pair(R"({"user":"a","reason":""})", "reason"),
          std::pair(R"({"user":"a","reason":"{}"})", "reason"), std::pair(R"({"usr":"a"})", "usr"),
          std::pair("[]", "object"), std::pair("", ""), std::pair("{", "")})
    {
        const auto answer = disconnect(body);
        EXPECT_EQ(answer.status, 400U) << body;
        EXPECT_THAT(answer.detail(), HasSubstr(part)) << body;
    }
    EXPECT_EQ(log_.count("admin_disconnect"), 0U);
}

TEST_F(AdminDisconnect, OtherContentTypes_Are415)
{
    const auto status = [this](std::vector<net::http_header> more)
    {
        more.push_back({"X-API-Key", admin_key});
        return ask("POST", "/disconnect", R"({"user":"nobody"})", std::move(more)).status;
    };
    EXPECT_EQ(status({}), 415U);
    EXPECT_EQ(status({{"Content-Type", "application/x-www-form-urlencoded"}}), 415U);
    EXPECT_EQ(status({{"Content-Type", "text/plain"}}), 415U);
    EXPECT_EQ(status({{"Content-Type", "application/json"}, {"Content-Type", "application/json"}}), 415U);
    EXPECT_EQ(status({{"Content-Type", "Application/JSON; charset=utf-8"}}), 200U);
}

TEST_F(AdminDisconnect, OtherMethods_AreNotTaken)
{
    EXPECT_EQ(
        admin_.find("GET", "/admin/api/disconnect").allowed_methods, std::vector<std::string_view>{"POST"});
    EXPECT_EQ(
        admin_.find("DELETE", "/admin/api/connections/x").allowed_methods,
        (std::vector<std::string_view>{"GET", "HEAD"}));
    EXPECT_EQ(
        admin_.find("PUT", "/admin/api/denials").allowed_methods,
        (std::vector<std::string_view>{"GET", "POST", "DELETE", "HEAD"}));
}

TEST_F(AdminDisconnect, BodyThatWasNotTaken_IsToldAsAProblem)
{
    const auto* route = admin_.find("POST", "/admin/api/disconnect").route;
    ASSERT_NE(route, nullptr);
    EXPECT_EQ(route->max_body_bytes, 16U * 1024);
    const auto answer = route->refuse_body({}, 413);
    EXPECT_EQ(answer.status, 413U);
    EXPECT_THAT(answer.body, HasSubstr("16384 bytes"));
}

} // namespace
} // namespace ws::server
