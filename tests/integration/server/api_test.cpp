#include "integration/server/client.hpp"
#include "integration/server/service_thread.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using test::ask;
using test::call_api;
using test::http_text;

class Api : public testing::Test
{
protected:
    [[nodiscard]] std::uint16_t port() const { return service_.port(); }

    test::service_thread service_;
};

TEST_F(Api, Publish_ReachesASubscribedClient)
{
    test::client anna(port(), "anna", test::token_secret);
    anna.send(R"({"id":2,"subscribe":{"channel":"plain:news"}})");
    anna.read_until(R"("id":2,"subscribe":)");
    const auto answer =
        call_api(port(), "/api/publish", R"({"channel":"plain:news","data":{"text": "hello"}})");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, R"({"result":{}})");
    anna.read_until(R"("channel":"plain:news","pub":{"data":{"text":"hello"}})");
}

TEST_F(Api, EveryMethod_AnswersItsShape)
{
    const std::pair<std::string, std::string> cases[] = {
        {R"(publish {"channel":"plain:1","data":1})", R"({"result":{}})"},
        {R"(broadcast {"channels":["plain:1","nowhere:1"],"data":1})",
         R"({"result":{"responses":[{"result":{}},{"error":{"code":102,"message":"unknown channel"}}]}})"},
        {R"(subscribe {"user":"nobody","channel":"plain:1"})", R"({"result":{}})"},
        {R"(unsubscribe {"user":"nobody","channel":"plain:1"})", R"({"result":{}})"},
        {R"(disconnect {"user":"nobody"})", R"({"result":{}})"},
        {R"(refresh {"user":"nobody"})", R"({"result":{}})"},
        {R"(presence {"channel":"chat:1"})", R"({"result":{"presence":{}}})"},
        {R"(presence_stats {"channel":"chat:1"})", R"({"result":{"num_clients":0,"num_users":0}})"},
        {R"(history_remove {"channel":"chat:1"})", R"({"result":{}})"},
        {R"(channels {})", R"({"result":{"channels":{}}})"},
        {R"(batch {"commands":[{"channels":{}}]})", R"({"replies":[{"channels":{"channels":{}}}]})"},
    };
    for (const auto& [request, body] : cases)
    {
        const auto space = request.find(' ');
        const auto answer = call_api(port(), "/api/" + request.substr(0, space), request.substr(space + 1));
        EXPECT_EQ(answer.status, 200U) << request;
        EXPECT_EQ(answer.body, body) << request;
        EXPECT_EQ(answer.header("Content-Type"), "application/json") << request;
        EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "") << request;
    }
}

TEST_F(Api, EveryMethod_AnswersItsError)
{
    const std::pair<std::string, unsigned> cases[] = {
        {R"(publish {"channel":"plain:1"})", 107},
        {R"(broadcast {"channels":[],"data":1})", 107},
        {R"(subscribe {"user":"x","channel":"nowhere:1"})", 102},
        {R"(unsubscribe {"user":"x","channel":"nowhere:1"})", 102},
        {R"(disconnect {"user":"x","disconnect":{"code":1000,"reason":"x"}})", 107},
        {R"(refresh {"user":"x","expire_at":-1})", 107},
        {R"(presence {"channel":"plain:1"})", 108},
        {R"(presence_stats {"channel":"plain:1"})", 108},
        {R"(history {"channel":"plain:1"})", 108},
        {R"(history {"channel":"chat:1","since":{"epoch":"other"}})", 112},
        {R"(history_remove {"channel":"plain:1"})", 108},
        {R"(rpc {"method":"x"})", 104},
    };
    for (const auto& [request, code] : cases)
    {
        const auto space = request.find(' ');
        const auto answer = call_api(port(), "/api/" + request.substr(0, space), request.substr(space + 1));
        EXPECT_EQ(answer.status, 200U) << request;
        EXPECT_TRUE(answer.body.starts_with(R"({"error":{"code":)" + std::to_string(code) + ','))
            << request << answer.body;
    }
}

TEST_F(Api, Keys_AreAskedForOverTheWire)
{
    const std::string right = "X-API-Key: " + std::string(test::api_key) + "\r\n";
    const std::string bearer = "authorization: bearer " + std::string(test::api_key) + "\r\n";
    const std::pair<std::string, unsigned> cases[] = {
        {right, 200},
        {bearer, 200},
        {right + bearer, 200},
        {"", 401},
        {"X-API-Key: wrong\r\n", 401},
        {right + "Authorization: Bearer other\r\n", 400},
    };
    for (const auto& [headers, status] : cases)
        EXPECT_EQ(ask(port(), http_text("POST", "/api/info", headers, "{}")).status, status) << headers;
    const std::string in_query = "/api/info?api_key=" + std::string(test::api_key);
    EXPECT_EQ(ask(port(), http_text("POST", in_query, "", "{}")).status, 401U);
}

TEST_F(Api, WithoutKeysConfigured_IsOutOfService)
{
    auto settings = test::service_config();
    settings.api_keys.clear();
    test::service_thread closed(settings);
    EXPECT_EQ(call_api(closed.port(), "/api/info", "{}").status, 503U);
}

TEST_F(Api, WrongPathVerbOrSize_HasItsStatus)
{
    EXPECT_EQ(call_api(port(), "/api/teleport", "{}").status, 404U);
    const auto get = ask(port(), http_text("GET", "/api/info"));
    EXPECT_EQ(get.status, 405U);
    EXPECT_EQ(get.header("Allow"), "POST");
    EXPECT_EQ(call_api(port(), "/api/publish", std::string(1024 * 1024 + 1, ' ')).status, 413U);
}

TEST_F(Api, MalformedBody_IsToldInPlainText)
{
    const auto answer = call_api(port(), "/api/publish", R"({"channel":7,"data":1})");
    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.body, "member \"channel\" must be a string\n");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
}

TEST_F(Api, TransportErrorMode_AnswersWithTheStatus)
{
    const auto answer = call_api(
        port(), "/api/publish", R"({"channel":"nowhere:1","data":1})",
        "X-Centrifugo-Error-Mode: transport\r\n");
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.body, R"({"code":102,"message":"unknown channel"})");
}

TEST_F(Api, Pipeline_HasALinePerCommandAndNoLastLineBreak)
{
    const auto answer = call_api(
        port(), "/api",
        "{\"method\":\"publish\",\"params\":{\"channel\":\"plain:1\",\"data\":1}}\n{\"id\":2,\"method\":"
        "\"RPC\"}\n");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(
        answer.body, "{\"result\":{}}\n{\"id\":2,\"error\":{\"code\":104,\"message\":\"method not found\"}}");
}

TEST_F(Api, Disconnect_ClosesTheClientsSocket)
{
    test::client anna(port(), "anna", test::token_secret);
    call_api(port(), "/api/disconnect", R"({"user":"anna","disconnect":{"code":4001,"reason":"moved"}})");
    EXPECT_EQ(anna.read_close(), 4001U);
}

} // namespace
} // namespace ws::server
