#pragma once

#include "server/metric_sources.hpp"
#include "server/metrics_page.hpp"
#include "support/exposition.hpp"
#include "unit/server/api_fixture.hpp"
#include "unit/server/fake_database.hpp"

#include <ws/net/http_server.hpp>

namespace ws::test
{

/// Keys whose state a test decides.
class fixed_clerk_keys final : public auth::clerk_keys
{
public:
    net::task<auth::key_answer> keys_for(auth::key_request&) override
    {
        throw std::logic_error("nobody verifies here");
    }
    net::task<void> start(std::chrono::milliseconds) override { co_return; }
    net::task<void> stop() override { co_return; }
    [[nodiscard]] auth::clerk_keys_status status() const override { return state; }

    auth::clerk_keys_status state;
};

/// The page of metrics over a real node and counters that tests fill by hand.
class metrics_fixture : public api_fixture
{
protected:
    explicit metrics_fixture(const server::edge_settings& edge_settings = {}) : api_fixture(edge_settings)
    {
        server::build_facts build;
        build.version = "1.2.3";
        build.release = "abc1234";
        page_.add(server::make_process_metrics(
            build, system_time(std::chrono::seconds(1'800'000'000)), [this] { return usage_; }, memory_));
        page_.add(server::make_shard_metrics(driver_, budget_, ready_, node_));
        page_.add(server::make_node_metrics(node_, http_));
        page_.add(server::make_http_metrics(answered_, http_));
        page_.add(server::make_database_metrics(database_counts_, database_watch_));
        page_.add(server::make_auth_metrics(auth_counts_, &keys_of_clerk_));
        page_.add(server::make_limit_metrics(peers_, node_.counts()));
        page_.add(server::make_key_metrics(uses_));
        page_.add(server::make_webhook_metrics(webhook_counts_, *deliveries_));
    }

    /// Answers a request for this path, as the HTTP server tells of it.
    void
    answer(std::string_view method, std::string_view path, unsigned status, std::chrono::milliseconds took)
    {
        answered_.add(table_.find(method, path), status, took);
    }

    /// What a scraper would read now.
    exposed_page scrape() { return parse_exposition(page_.text()); }

    net::process_usage usage_{4096, 7, 1024, 1.5, 3000, 1000};
    server::memory_watch memory_{2000, {[] { return 1900; }, [] {}}, [] { return steady_time{}; }};
    net::wheel_driver driver_{io_.get_executor(), wheel_};
    net::send_budget budget_{1 << 20};
    server::readiness ready_;
    server::http_counts answered_;
    server::database_counts database_counts_;
    fake_database database_;
    server::database_watch database_watch_{io_.get_executor(), wheel_, database_, [] {}};
    server::auth_counts auth_counts_;
    server::webhook_counts webhook_counts_;
    std::unique_ptr<webhook::delivery_store> deliveries_ =
        webhook::make_memory_delivery_store([] { return steady_time{}; });
    fixed_clerk_keys keys_of_clerk_;
    net::http_server http_{io_.get_executor(), wheel_, budget_, table_, {}};
    server::metrics_page page_{"test"};
};

} // namespace ws::test
