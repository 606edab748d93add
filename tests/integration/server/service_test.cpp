#include "integration/server/client.hpp"
#include "integration/server/service_thread.hpp"

#include <ws/server/run.hpp>

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using test::ask;
using test::call_api;
using test::http_text;

TEST(Service, Health_AnswersGetAndHead)
{
    const test::service_thread service;
    const auto health = ask(service.port(), http_text("GET", "/health"));
    EXPECT_EQ(health.status, 200U);
    EXPECT_NE(health.body.find(R"("status":"ok")"), std::string::npos) << health.body;
    EXPECT_NE(health.body.find(R"("release":"abc1234")"), std::string::npos) << health.body;
    EXPECT_EQ(ask(service.port(), http_text("GET", "/health/live")).status, 200U);
    EXPECT_EQ(ask(service.port(), http_text("GET", "/health/ready")).status, 200U);
    const auto head = ask(service.port(), http_text("HEAD", "/health"));
    EXPECT_EQ(head.status, 200U);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(ask(service.port(), http_text("POST", "/health", "", "{}")).status, 405U);
}

TEST(Service, Drain_SendsClientsAwayWith3001AndEnds)
{
    test::service_thread service;
    test::client anna(service.port(), "anna", test::token_secret);
    test::client ben(service.port(), "ben", test::token_secret);
    service.begin_drain(std::chrono::seconds(30));
    EXPECT_EQ(anna.read_close(), 3001U);
    EXPECT_EQ(ben.read_close(), 3001U);
    const auto end = service.wait_until_ended();
    EXPECT_EQ(end.clients, 2U);
    EXPECT_EQ(end.cut_off, 0U);
}

TEST(Service, DrainWithIdleKeepAlive_DoesNotWaitForIt)
{
    test::service_thread service;
    test::tcp_peer idle(service.port());
    idle.send(http_text("GET", "/health/live"));
    EXPECT_EQ(idle.read_answer().status, 200U);
    service.begin_drain(std::chrono::minutes(10));
    service.wait_until_ended();
    EXPECT_EQ(idle.read_to_end(), "");
}

TEST(Service, DrainWithoutConnections_EndsAtOnce)
{
    test::service_thread service;
    service.begin_drain(std::chrono::minutes(10));
    EXPECT_EQ(service.wait_until_ended().clients, 0U);
}

TEST(Service, DrainAfterItsGrace_ResetsWhoIsLeft)
{
    test::service_thread service;
    test::client silent(service.port(), "silent", test::token_secret);
    service.begin_drain(std::chrono::milliseconds(0));
    EXPECT_EQ(service.wait_until_ended().cut_off, 1U);
}

TEST(Service, DuringTheSpread_RequestsAreServedAndUpgradesAreNot)
{
    test::service_thread service;
    test::client anna(service.port(), "anna", test::token_secret);
    anna.send(R"({"id":2,"subscribe":{"channel":"plain:1"}})");
    anna.read_until(R"("id":2)");
    test::tcp_peer kept(service.port());
    kept.send(http_text("GET", "/health/ready"));
    EXPECT_EQ(kept.read_answer().header("Connection"), "");

    service.begin_drain(std::chrono::minutes(10), std::chrono::minutes(5));
    while (ask(service.port(), http_text("GET", "/health/ready")).status != 503)
    {
    }
    const auto refused = ask(service.port(), test::upgrade_text());
    EXPECT_EQ(refused.status, 503U);
    EXPECT_NE(refused.header("Retry-After"), "");
    EXPECT_EQ(ask(service.port(), http_text("GET", "/health/live")).status, 200U);

    const auto published = call_api(service.port(), "/api/publish", R"({"channel":"plain:1","data":"late"})");
    EXPECT_EQ(published.status, 200U);
    EXPECT_EQ(published.header("Connection"), "close");
    anna.read_until("late");
    // A kept connection is served once more, and then told to look elsewhere.
    kept.send(http_text("GET", "/health/live"));
    EXPECT_EQ(kept.read_answer().header("Connection"), "close");

    // The last client has gone: nothing is left to wait for.
    anna.leave();
    const auto end = service.wait_until_ended();
    EXPECT_EQ(end.clients, 1U);
    EXPECT_EQ(end.publications, 1U);
    EXPECT_EQ(end.api_requests, 1U);
    EXPECT_EQ(end.cut_off, 0U);
}

TEST(Service, GraceOverDuringTheSpread_ResetsWhoIsLeft)
{
    test::service_thread service;
    test::client anna(service.port(), "anna", test::token_secret);
    service.begin_drain(std::chrono::milliseconds(100), std::chrono::minutes(10));
    EXPECT_EQ(service.wait_until_ended().cut_off, 1U);
}

TEST(Service, Drain_MakesThePortFree)
{
    auto settings = test::service_config();
    {
        test::service_thread first(settings);
        settings.port = first.port();
        test::client anna(first.port(), "anna", test::token_secret);
        first.begin_drain(std::chrono::seconds(30));
        anna.read_close();
        first.wait_until_ended();
    }
    const test::service_thread second(settings);
    EXPECT_EQ(ask(second.port(), http_text("GET", "/health/live")).status, 200U);
}

TEST(RunDeathTest, TakenPort_EndsWith1AndSaysWhatToDo)
{
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    const test::service_thread squatter;
    loaded_config settings;
    settings.value = test::service_config();
    settings.value.port = squatter.port();
    EXPECT_EXIT(
        std::_Exit(run(settings, {})), testing::ExitedWithCode(1),
        "port [0-9]+ of 127.0.0.1 is already in use.*PORT");
}

} // namespace
} // namespace ws::server
