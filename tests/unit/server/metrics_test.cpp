#include "unit/server/metrics_fixture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using test::value_in;

class Metrics : public test::metrics_fixture
{
};

/// With one use a minute of everything.
class MetricsOfLimits : public test::metrics_fixture
{
protected:
    MetricsOfLimits() : metrics_fixture(tight()) {}

    static edge_settings tight()
    {
        const auth::rate_limit once{1, std::chrono::seconds(60), 1};
        edge_settings settings;
        settings.rates.auth_failure = once;
        settings.rates.webhook = once;
        settings.rates.api = once;
        return settings;
    }
};

TEST_F(Metrics, EverySample_HasTheEnvironment)
{
    answer("POST", "/api/info", 200, 1ms);
    for (const auto& [name, family] : scrape())
        for (const auto& sample : family.samples)
            EXPECT_EQ(sample.labels.at("env"), "test") << name;
}

TEST_F(Metrics, Process_ShowsWhatTheSystemSays)
{
    EXPECT_TRUE(memory_.is_short());
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "process_resident_memory_bytes"), 4096);
    EXPECT_EQ(value_in(page, "process_memory_limit_bytes"), 2000);
    EXPECT_EQ(value_in(page, "process_heap_bytes", {{"state", "used"}}), 3000);
    EXPECT_EQ(value_in(page, "process_heap_bytes", {{"state", "free"}}), 1000);
    EXPECT_EQ(value_in(page, "memory_refusals_total"), 1);
    EXPECT_EQ(value_in(page, "process_open_fds"), 7);
    EXPECT_EQ(value_in(page, "process_max_fds"), 1024);
    EXPECT_EQ(value_in(page, "process_cpu_seconds_total"), 1.5);
    EXPECT_EQ(value_in(page, "process_start_time_seconds"), 1.8e9);
    EXPECT_EQ(value_in(page, "build_info", {{"version", "1.2.3"}, {"sha", "abc1234"}}), 1);
}

TEST_F(Metrics, Connections_CountByState)
{
    connect("anna");
    connect("ben");
    test::fake_connection silent;
    const auto listener = node_.open(silent);
    auto page = scrape();
    EXPECT_EQ(value_in(page, "ws_connections", {{"state", "connected"}}), 2);
    EXPECT_EQ(value_in(page, "ws_connections", {{"state", "waiting"}}), 1);
    EXPECT_EQ(value_in(page, "ws_connections", {{"state", "closing"}}), 0);
    EXPECT_EQ(value_in(page, "ws_users"), 2);
    EXPECT_EQ(value_in(page, "ws_connects_total", {{"code", "ok"}}), 2);
    listener->on_closed({1001, "", true, false});
    page = scrape();
    EXPECT_EQ(value_in(page, "ws_closes_total", {{"code", "1001"}, {"initiator", "client"}}), 1);
    EXPECT_EQ(value_in(page, "ws_closes_total", {{"code", "1001"}, {"initiator", "server"}}), 0);
}

TEST_F(Metrics, Publications_CountWithTheirDeliveries)
{
    auto& anna = connect("anna");
    call("subscribe", R"({"user":"anna","channel":"chat:1"})");
    call("publish", R"({"channel":"chat:1","data":1})");
    send(anna, R"({"id":2,"history":{"channel":"nowhere:1"}})");
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "ws_publications_total"), 1);
    EXPECT_EQ(value_in(page, "ws_deliveries_total"), 1);
    EXPECT_EQ(value_in(page, "ws_channels"), 1);
    EXPECT_EQ(value_in(page, "ws_subscriptions"), 1);
    EXPECT_EQ(value_in(page, "ws_commands_total", {{"type", "history"}}), 1);
    EXPECT_EQ(value_in(page, "ws_command_errors_total", {{"code", "102"}}), 1);
    EXPECT_GT(value_in(page, "ws_bytes_total", {{"dir", "in"}}), 0);
    EXPECT_GT(value_in(page, "ws_bytes_total", {{"dir", "out"}}), 0);
}

TEST_F(Metrics, Requests_CountByRouteNeverByPath)
{
    answer("POST", "/api/info", 200, 3ms);
    answer("POST", "/api/info", 200, 30ms);
    answer("POST", "/api/info", 401, 1ms);
    for (const char* path : {"/nowhere", "/api/info/x", "/..%2f", "/api/info?"})
        answer("POST", path, 404, 1ms);
    answer("BREW", "/api/info", 501, 1ms);
    const auto page = scrape();
    EXPECT_EQ(
        value_in(
            page, "http_requests_total", {{"method", "POST"}, {"route", "/api/info"}, {"status", "200"}}),
        2);
    EXPECT_EQ(value_in(page, "http_requests_total", {{"route", "/api/info"}, {"status", "401"}}), 1);
    EXPECT_EQ(
        value_in(page, "http_requests_total", {{"method", "none"}, {"route", "none"}, {"status", "404"}}), 4);
    EXPECT_EQ(value_in(page, "http_requests_total", {{"route", "none"}, {"status", "501"}}), 1);
    EXPECT_EQ(page.at("http_requests_total").samples.size(), 4U);
    EXPECT_EQ(value_in(page, "http_request_seconds", {{"route", "/api/info"}, {"le", "0.005"}}), 2);
    EXPECT_EQ(value_in(page, "http_request_seconds", {{"route", "/api/info"}, {"le", "+Inf"}}), 3);
}

TEST_F(Metrics, WebSocketHandshakes_AreRequestsOfTheirRoute)
{
    net::websocket_route socket;
    socket.path = "/connection/websocket";
    table_.add(std::move(socket));
    answer("GET", "/connection/websocket", 101, 1ms);
    answer("GET", "/connection/websocket", 403, 1ms);
    const auto page = scrape();
    for (const char* status : {"101", "403"})
        EXPECT_EQ(
            value_in(
                page, "http_requests_total",
                {{"method", "GET"}, {"route", "/connection/websocket"}, {"status", status}}),
            1);
}

TEST_F(Metrics, Database_ShowsItsCallsAndWhetherItIsThere)
{
    EXPECT_EQ(value_in(scrape(), "db_up"), 0) << "it was not asked yet";
    test::run(io_, database_watch_.start(1s));
    turso::call_report report;
    report.kind = turso::call_kind::batch;
    report.total = 4ms;
    report.rows_read = 5;
    report.rows_written = 6;
    database_counts_.on_call(report);
    report.code = make_error_code(turso::errc::commit_outcome_unknown);
    report.what_happened = turso::outcome::unknown;
    database_counts_.on_call(report);

    const auto page = scrape();
    EXPECT_EQ(value_in(page, "db_up"), 1);
    EXPECT_EQ(value_in(page, "db_requests_total", {{"op", "batch"}, {"result", "ok"}}), 1);
    EXPECT_EQ(value_in(page, "db_requests_total", {{"op", "batch"}, {"result", "unknown"}}), 1);
    EXPECT_EQ(value_in(page, "db_requests_total", {{"op", "commit"}, {"result", "ok"}}), 0);
    for (const auto& sample : page.at("db_request_seconds").samples)
        EXPECT_EQ(sample.labels.at("op"), "batch") << "no other kind was called";
    EXPECT_EQ(page.at("db_request_seconds").samples.back().value, 2) << "the histogram's count";
    EXPECT_EQ(value_in(page, "db_rows_total", {{"dir", "read"}}), 10);
    EXPECT_EQ(value_in(page, "db_rows_total", {{"dir", "written"}}), 12);
    test::run(io_, database_watch_.stop());
}

TEST_F(Metrics, Tokens_CountByReason)
{
    auth_counts_.accepted = 3;
    auth_counts_.refuse(auth::token_reason::token_expired);
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "ws_auth_total", {{"result", "ok"}}), 3);
    EXPECT_EQ(value_in(page, "ws_auth_total", {{"result", "token-expired"}}), 1);
    EXPECT_EQ(value_in(page, "ws_auth_total", {{"result", "session-revoked"}}), 0);
}

TEST_F(Metrics, Keys_ShowTheirAgeOnceTheyAreThere)
{
    EXPECT_TRUE(std::isnan(value_in(scrape(), "jwks_age_seconds")));
    keys_of_clerk_.state.age = 90s;
    keys_of_clerk_.state.keys = 2;
    keys_of_clerk_.state.skipped_entries = 3;
    keys_of_clerk_.state.refreshes = 5;
    keys_of_clerk_.state.failures = 1;
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "jwks_age_seconds"), 90);
    EXPECT_EQ(value_in(page, "jwks_keys"), 2);
    EXPECT_EQ(value_in(page, "jwks_skipped_entries"), 3);
    EXPECT_EQ(value_in(page, "jwks_refreshes_total", {{"result", "ok"}}), 4);
    EXPECT_EQ(value_in(page, "jwks_refreshes_total", {{"result", "failed"}}), 1);
}

TEST_F(Metrics, Webhooks_CountByProviderAndVerdict)
{
    auto& clerk = webhook_counts_.by_provider["clerk"];
    clerk[webhook::verdict::duplicate] = 2;
    const auto page = scrape();
    EXPECT_EQ(
        value_in(page, "webhook_deliveries_total", {{"provider", "clerk"}, {"verdict", "duplicate"}}), 2);
    EXPECT_EQ(value_in(page, "webhook_deliveries_total", {{"provider", "clerk"}, {"verdict", "ok"}}), 0);
    EXPECT_EQ(page.at("webhook_deliveries_total").samples.size(), 2U)
        << "verdicts that never came are left out";
}

TEST_F(Metrics, Webhooks_ShowTheirAgeOnceOneWasSigned)
{
    auto& clerk = webhook_counts_.by_provider["clerk"];
    EXPECT_TRUE(scrape().at("webhook_age_seconds").samples.empty());
    for (const double age : {-2.0, 0.0, 1.0, 90.0})
        clerk.age.observe(age);
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "webhook_age_seconds", {{"provider", "clerk"}, {"le", "-10"}}), 0);
    EXPECT_EQ(value_in(page, "webhook_age_seconds", {{"provider", "clerk"}, {"le", "0"}}), 2);
    EXPECT_EQ(value_in(page, "webhook_age_seconds", {{"provider", "clerk"}, {"le", "60"}}), 3);
    EXPECT_EQ(value_in(page, "webhook_age_seconds", {{"provider", "clerk"}, {"le", "+Inf"}}), 4);
}

TEST_F(Metrics, Webhooks_ShowHowManyIdsAreRemembered)
{
    webhook_counts_.by_provider["app"] = {};
    webhook_counts_.by_provider["clerk"] = {};
    deliveries_->remember({"clerk", {"msg_1", "msg_2"}, {}}, [](const result<>&) {});
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "webhook_remembered_ids", {{"provider", "clerk"}}), 2);
    EXPECT_EQ(value_in(page, "webhook_remembered_ids", {{"provider", "app"}}), 0);
}

TEST_F(MetricsOfLimits, Refusals_CountByLimit)
{
    net::http_request request;
    request.peer_address = "203.0.113.9";
    const auto from = peers_.address_of(request);
    for (int i = 0; i < 3; ++i)
        peers_.by_address.take(address_limit::auth_failure, from);
    peers_.by_address.charge(address_limit::webhook, from);
    peers_.by_address.charge(address_limit::webhook, from);
    EXPECT_TRUE(peers_.by_address.wait_if_spent(address_limit::webhook, from));
    for (int i = 0; i < 5; ++i)
        peers_.take_api("app");
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "ratelimited_total", {{"kind", "auth-failure"}}), 2);
    EXPECT_EQ(value_in(page, "ratelimited_total", {{"kind", "webhook"}}), 1) << "a charge refuses nobody";
    EXPECT_EQ(value_in(page, "ratelimited_total", {{"kind", "api"}}), 4);
    EXPECT_EQ(value_in(page, "ratelimited_total", {{"kind", "upgrade"}}), 0);
    for (const char* kind : {"command", "subscribe", "publish", "sockets-per-user", "sockets-per-session"})
        EXPECT_EQ(value_in(page, "ratelimited_total", {{"kind", kind}}), 0) << kind;
}

TEST_F(Metrics, Keys_CountByNameAndWhatCameOfThem)
{
    call("info", "{}");
    call("info", "{}");
    EXPECT_EQ(status_of("publish", R"({"channel":"chat:1","data":1})", reader_key), 403U);
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "api_key_requests_total", {{"key", "default"}, {"result", "presence"}}), 2);
    EXPECT_EQ(value_in(page, "api_key_requests_total", {{"key", "default"}, {"result", "missing-scope"}}), 0);
    EXPECT_EQ(value_in(page, "api_key_requests_total", {{"key", "reader"}, {"result", "missing-scope"}}), 1);
    EXPECT_EQ(value_in(page, "api_key_requests_total", {{"key", "reader"}, {"result", "presence"}}), 0);
}

TEST_F(Metrics, KeysOfOneName_AreOneSeries)
{
    std::string why;
    const auto first = auth::parse_api_key("app=the-first", why).value();
    const auto second = auth::parse_api_key("app=the-second", why).value();
    api_key_uses uses({first, second}, [] { return system_time{}; });
    uses.admits(first, auth::api_scope::publish);
    uses.admits(second, auth::api_scope::publish);
    metrics_page page("test");
    page.add(make_key_metrics(uses));
    EXPECT_EQ(
        value_in(
            test::parse_exposition(page.text()), "api_key_requests_total",
            {{"key", "app"}, {"result", "publish"}}),
        2);
}

TEST_F(Metrics, WhatPeersSend_AddsNoSeries)
{
    const auto bother = [this](std::uint16_t n)
    {
        const std::string text = std::to_string(n);
        answer("GET", "/" + text, 404, 1ms);
        answer("POST", "/webhooks/" + text, 404, 1ms);
        answer("X" + text, "/api/info", 405, 1ms);
        auto& anna = connect("user" + text);
        send(anna, R"({"id":2,"subscribe":{"channel":"chat:)" + text + R"("}})");
        send(anna, R"({"id":3,"publish":{"channel":")" + text + R"(:x","data":1}})");
        leave(anna, n);
        test::fake_connection stranger;
        node_.open(stranger)->on_closed({n, "", true, false});
    };
    const auto series = [this]
    {
        std::set<std::string> names;
        for (const auto& [family, content] : scrape())
            for (const auto& sample : content.samples)
            {
                std::string name = sample.name;
                for (const auto& [label, value] : sample.labels)
                    name += ' ' + label + '=' + value;
                EXPECT_TRUE(names.insert(name).second) << name;
            }
        return names;
    };
    bother(4999);
    const auto before = series();
    for (std::uint16_t code = 4000; code < 4100; ++code)
        bother(code);
    EXPECT_EQ(series(), before);
}

TEST_F(Metrics, Drain_ShowsHowManyAreLeft)
{
    connect("anna");
    EXPECT_EQ(value_in(scrape(), "drain_state"), 0);
    EXPECT_EQ(value_in(scrape(), "drain_remaining"), 0);
    ready_.set_draining();
    node_.close_all(10s);
    EXPECT_EQ(value_in(scrape(), "drain_state"), 1);
    EXPECT_EQ(value_in(scrape(), "drain_remaining"), 1);
    wheel_.advance(wheel_.now() + net::timer_wheel::tick);
    node_.close_all();
    EXPECT_EQ(value_in(scrape(), "drain_remaining"), 0);
}

TEST_F(Metrics, Queues_ShowBytesAndLimit)
{
    const auto page = scrape();
    EXPECT_EQ(value_in(page, "ws_send_queue_bytes"), 0);
    EXPECT_EQ(value_in(page, "ws_send_queue_limit_bytes"), 1 << 20);
}

} // namespace
} // namespace ws::server
