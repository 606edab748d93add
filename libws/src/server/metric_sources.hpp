#pragma once

#include "server/api_key_uses.hpp"
#include "server/auth_counts.hpp"
#include "server/database_counts.hpp"
#include "server/database_watch.hpp"
#include "server/edge.hpp"
#include "server/health.hpp"
#include "server/http_counts.hpp"
#include "server/memory_watch.hpp"
#include "server/readiness.hpp"
#include "server/webhook_counts.hpp"

#include <ws/auth/clerk_keys.hpp>
#include <ws/net/http_server.hpp>
#include <ws/net/process_usage.hpp>
#include <ws/net/send_budget.hpp>
#include <ws/net/wheel_driver.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/delivery_store.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <prometheus/collectable.h>

/// What is measured, by subject: each reads the plain counters of one part when
/// it is collected. Whatever is passed by reference must outlive the source. The
/// names are documented in docs/metrics.md, and a test compares them.
namespace ws::server
{

using metric_source = std::unique_ptr<prometheus::Collectable>;

/// Connections, closes, commands, publications, recoveries.
metric_source make_node_metrics(const realtime::node& node, const net::http_server& http);

/// Requests by route and status, and how long they took.
metric_source make_http_metrics(const http_counts& counts, const net::http_server& http);

/// Tokens, and the keys they are verified with (null: there are none).
metric_source make_auth_metrics(const auth_counts& counts, const auth::clerk_keys* keys);

/// What the limits refused: those of addresses and keys, and those of clients.
metric_source make_limit_metrics(const edge& peers, const realtime::node_counts& clients);

/// Requests with API keys, by name.
metric_source make_key_metrics(const api_key_uses& uses);

/// Deliveries of webhooks, and what is remembered of them.
metric_source make_webhook_metrics(const webhook_counts& counts, const webhook::delivery_store& store);

/// Calls of the database, and whether it is there.
metric_source make_database_metrics(const database_counts& counts, const database_watch& watch);

/// Event loop, outgoing queues, and how far an end has come.
metric_source make_shard_metrics(
    const net::wheel_driver& driver, const net::send_budget& budget, const readiness& ready,
    const realtime::node& node);

/// The process and its build. `started` is when it was.
metric_source make_process_metrics(
    build_facts build, std::chrono::system_clock::time_point started,
    std::function<net::process_usage()> read_usage, const memory_watch& memory);

} // namespace ws::server
