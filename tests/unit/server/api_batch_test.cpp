#include "unit/server/api_fixture.hpp"

namespace ws::server
{
namespace
{

class ApiBatch : public test::api_fixture
{
};

TEST_F(ApiBatch, Commands_AreAnsweredInOrderAndUnwrapped)
{
    EXPECT_EQ(
        call("batch", R"({"commands":[{"publish":{"channel":"plain:1","data":1}},
                                       {"presence_stats":{"channel":"plain:1"}},
                                       {"presence_stats":{"channel":"chat:1"}},
                                       null, {"nonsense":{}}, {}, {"publish":null}]})"),
        R"({"replies":[{"publish":{}},)"
        R"({"error":{"code":108,"message":"not available"}},)"
        R"({"presence_stats":{"num_clients":0,"num_users":0}},)"
        R"({"error":{"code":107,"message":"bad request"}},)"
        R"({"error":{"code":104,"message":"method not found"}},)"
        R"({"error":{"code":104,"message":"method not found"}},)"
        R"({"error":{"code":104,"message":"method not found"}}]})");
}

TEST_F(ApiBatch, NoCommands_GiveNoReplies)
{
    for (const char* body : {"{}", R"({"commands":[]})", R"({"commands":null})"})
        EXPECT_EQ(call("batch", body), R"({"replies":[]})") << body;
}

TEST_F(ApiBatch, MoreCommandsThanRunAtOnce_AreAllAnswered)
{
    std::string commands;
    std::string replies;
    for (int i = 0; i < 2500; ++i)
    {
        commands += R"(,{"publish":{"channel":"plain:1","data":1}})";
        replies += R"(,{"publish":{}})";
    }
    for (const char* parallel : {"true", "false"})
        EXPECT_EQ(
            call("batch", R"({"commands":[)" + commands.substr(1) + R"(],"parallel":)" + parallel + "}"),
            R"({"replies":[)" + replies.substr(1) + "]}")
            << parallel;
}

TEST_F(ApiBatch, OneMalformedCommand_CarriesNoneOut)
{
    const char* bodies[] = {
        R"({"commands":[{"publish":{"channel":"chat:1","data":1}},{"history":{"channel":1}}]})",
        R"({"commands":[{"publish":{"channel":"chat:1","data":1}},{"history":7}]})",
        R"({"commands":[{"publish":{"channel":"chat:1","data":1}},"info"]})",
        R"({"commands":{}})",
        R"({"commands":[],"parallel":"yes"})",
        "[]",
    };
    for (const char* body : bodies)
        EXPECT_EQ(status_of("batch", body), 400U) << body;
    const auto history = call("history", R"({"channel":"chat:1","limit":-1})");
    EXPECT_NE(history.find(R"("publications":[])"), std::string::npos) << history;
}

TEST_F(ApiBatch, MalformedCommand_IsNamed)
{
    const auto answer = post(
        "/api/batch", R"({"commands":[null,{"history":{"since":{"offset":-1}}}]})",
        {{"X-API-Key", full_key}});
    EXPECT_EQ(
        answer.body,
        "member \"commands\", element 1: history: member \"since.offset\" must be an integer from 0 on\n");
}

TEST_F(ApiBatch, KeyWithoutAScopeOfACommand_IsRefusedForTheWholeBatch)
{
    EXPECT_EQ(status_of("batch", R"({"commands":[{"info":{}}]})", reader_key), 200U);
    EXPECT_EQ(
        status_of(
            "batch", R"({"commands":[{"info":{}},{"publish":{"channel":"chat:1","data":1}}]})", reader_key),
        403U);
}

TEST_F(ApiBatch, SeveralMembers_TheFirstMethodCounts)
{
    EXPECT_EQ(
        call("batch", R"({"commands":[{"note":"x","presence_stats":{"channel":"chat:1"},"info":{}}]})"),
        R"({"replies":[{"presence_stats":{"num_clients":0,"num_users":0}}]})");
}

class ApiPipeline : public test::api_fixture
{
protected:
    net::http_response pipeline(std::string body, const char* key = full_key)
    {
        return post("/api", std::move(body), {{"X-API-Key", key}});
    }
};

TEST_F(ApiPipeline, Lines_AreAnsweredLineByLine)
{
    const auto answer =
        pipeline("{\"id\":7,\"method\":\"PUBLISH\",\"params\":{\"channel\":\"plain:1\",\"data\":1}}\n"
                 "{\"method\":\"nonsense\",\"params\":{}}\n"
                 "{\"id\":9,\"method\":\"Presence_Stats\",\"params\":{\"channel\":\"plain:1\"}}\n"
                 "{\"method\":\"channels\"}\n");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(
        answer.body, "{\"id\":7,\"result\":{}}\n"
                     "{\"error\":{\"code\":104,\"message\":\"method not found\"}}\n"
                     "{\"id\":9,\"error\":{\"code\":108,\"message\":\"not available\"}}\n"
                     "{\"result\":{\"channels\":{}}}");
}

TEST_F(ApiPipeline, WhatIsNoPipeline_Is400AndCarriesNothingOut)
{
    const std::string good = R"({"method":"publish","params":{"channel":"chat:1","data":1}})";
    const std::string bodies[] = {
        "",
        " \n",
        "[]",
        good + "x",
        good + "{",
        good + "[]",
        good + R"({"method":1})",
        good + R"({"method":"info","params":[]})",
        good + R"({"method":"history","params":{"channel":1}})",
        good + R"({"id":"7","method":"info"})",
    };
    for (const auto& body : bodies)
        EXPECT_EQ(pipeline(body).status, 400U) << body;
    const auto history = call("history", R"({"channel":"chat:1","limit":-1})");
    EXPECT_NE(history.find(R"("publications":[])"), std::string::npos) << history;
}

TEST_F(ApiPipeline, KeyWithoutScope_Is403)
{
    EXPECT_EQ(pipeline(R"({"method":"info"})", reader_key).status, 200U);
    EXPECT_EQ(
        pipeline(R"({"method":"info"}{"method":"disconnect","params":{"user":"x"}})", reader_key).status,
        403U);
}

} // namespace
} // namespace ws::server
