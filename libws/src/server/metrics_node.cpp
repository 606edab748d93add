#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

#include <string>

namespace ws::server
{
namespace
{

void add_codes(metric_family& family, const realtime::code_counts& counts)
{
    counts.visit(
        [&](std::optional<std::uint32_t> code, std::uint64_t count) {
            add_sample(family, count, {{"code", code ? std::to_string(*code) : "other"}});
        });
}

void add_closes(metric_family& family, const realtime::code_counts& counts, std::string_view initiator)
{
    counts.visit(
        [&](std::optional<std::uint32_t> code, std::uint64_t count)
        {
            const std::string name = code ? std::to_string(*code) : "other";
            add_sample(family, count, {{"code", name}, {"initiator", initiator}});
        });
}

class node_metrics final : public prometheus::Collectable
{
public:
    node_metrics(const realtime::node& node, const net::http_server& http) : node_(node), http_(http) {}

    std::vector<metric_family> Collect() const override
    {
        std::vector<metric_family> all;
        add_connections(all);
        add_traffic(all);
        return all;
    }

private:
    void add_connections(std::vector<metric_family>& all) const;
    void add_traffic(std::vector<metric_family>& all) const;

    const realtime::node& node_;
    const net::http_server& http_;
};

void node_metrics::add_connections(std::vector<metric_family>& all) const
{
    const realtime::node_counts& counts = node_.counts();
    const realtime::node_info info = node_.info();
    const std::size_t open = node_.open_connections();
    const std::size_t sockets = http_.websocket_count();

    auto connections = gauge_family("ws_connections", "WebSockets that are open now.");
    add_sample(connections, std::uint64_t{info.num_clients}, {{"state", "connected"}});
    add_sample(connections, std::uint64_t{open - info.num_clients}, {{"state", "waiting"}});
    add_sample(connections, std::uint64_t{sockets > open ? sockets - open : 0}, {{"state", "closing"}});
    all.push_back(std::move(connections));
    all.push_back(gauge_of("ws_users", "Users with at least one connection.", std::uint64_t{info.num_users}));

    auto connects = counter_family("ws_connects_total", "Connects by how they ended.");
    add_sample(connects, counts.connected, {{"code", "ok"}});
    add_codes(connects, counts.failed_connects);
    all.push_back(std::move(connects));

    auto closes = counter_family("ws_closes_total", "Closed WebSockets by code and by who closed first.");
    add_closes(closes, counts.closed_by_us, "server");
    add_closes(closes, counts.closed_by_peer, "client");
    all.push_back(std::move(closes));

    auto seconds =
        histogram_family("ws_connection_seconds", "How long clients had been connected when they went.");
    add_sample(seconds, counts.connected_seconds);
    all.push_back(std::move(seconds));
}

void node_metrics::add_traffic(std::vector<metric_family>& all) const
{
    const realtime::node_counts& counts = node_.counts();
    const realtime::node_info info = node_.info();
    all.push_back(gauge_of("ws_channels", "Channels with subscribers.", std::uint64_t{info.num_channels}));
    all.push_back(gauge_of("ws_subscriptions", "Subscriptions.", std::uint64_t{info.num_subs}));
    all.push_back(
        counter_of("ws_publications_total", "Publications that were accepted.", counts.publications));
    all.push_back(counter_of(
        "ws_deliveries_total", "Publications that were queued for subscribers, one for each.",
        node_.deliveries()));

    auto recoveries =
        counter_family("ws_recoveries_total", "Recoveries by whether all that was missed was there.");
    add_sample(recoveries, counts.recovered, {{"result", "recovered"}});
    add_sample(recoveries, counts.not_recovered, {{"result", "lost"}});
    all.push_back(std::move(recoveries));

    auto commands = counter_family("ws_commands_total", "Commands of clients.");
    for (std::size_t kind = 0; kind < realtime::command_kinds; ++kind)
        add_sample(commands, counts.commands[kind], {{"type", realtime::command_name(kind)}});
    all.push_back(std::move(commands));

    auto errors =
        counter_family("ws_command_errors_total", "Commands, but connect, that were answered with an error.");
    add_codes(errors, counts.command_errors);
    all.push_back(std::move(errors));

    auto bytes =
        counter_family("ws_bytes_total", "Payload of WebSocket messages: received, or queued for sending.");
    add_sample(bytes, counts.bytes_in, {{"dir", "in"}});
    add_sample(bytes, counts.bytes_out, {{"dir", "out"}});
    all.push_back(std::move(bytes));
}

} // namespace

metric_source make_node_metrics(const realtime::node& node, const net::http_server& http)
{
    return std::make_unique<node_metrics>(node, http);
}

} // namespace ws::server
