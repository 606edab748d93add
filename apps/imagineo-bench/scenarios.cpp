#include "scenarios.hpp"

#include "child_process.hpp"
#include "epoll_set.hpp"
#include "floor_server.hpp"
#include "publisher.hpp"
#include "subscriber_swarm.hpp"

#include <fmt/core.h>

#include <chrono>
#include <stdexcept>

namespace bench
{
namespace
{

struct measured_server
{
    child_process process;
    std::uint16_t port;
};

measured_server start_server(const bench_options& o)
{
    const std::uint16_t port = free_port();
    auto process = child_process::run(
        o.server,
        {fmt::format("PORT={}", port), "HOST=127.0.0.1", "NODE_ENV=test", "CLIENT_INSECURE=1",
         "LOG_LEVEL=warn", fmt::format("WEBSOCKET_API_KEYS={}", publisher::api_key),
         R"(CHANNELS={"bench":{"allow_subscribe_for_client":true,"allow_subscribe_for_anonymous":true}})"});
    wait_for_port(port, process);
    return {std::move(process), port};
}

measured_server start_floor(const bench_options& o, const std::string& channel, bool unicast)
{
    const std::uint16_t port = free_port();
    // The very bytes that the server would push.
    const std::string push = fmt::format(
        R"({{"push":{{"channel":"{}","pub":{{"data":"{}"}}}}}})", channel, std::string(o.size, 'x'));
    auto process = child_process::fork_and_call([=] { run_floor_server(port, push, unicast); });
    wait_for_port(port, process);
    return {std::move(process), port};
}

struct publish_figures
{
    double cpu_us_per_delivery;
    double messages_per_frame;
};

/// Keeps `in_flight` publications under way until each was delivered.
publish_figures
drive(const measured_server& server, const bench_options& o, const std::string& channel, bool unicast)
{
    epoll_set loop;
    subscriber_swarm swarm(loop);
    swarm.open(server.port, o.subscribers, channel);
    publisher api(loop, server.port, o.in_flight);
    const std::size_t per_publish = unicast ? 1 : o.subscribers;
    const std::string data(o.size, 'x');

    const double cpu_before = server.process.cpu_us();
    const std::uint64_t frames_before = swarm.frames();
    std::uint64_t sent = 0;
    while (swarm.publications() < o.publishes * per_publish || api.answered() < o.publishes)
    {
        while (sent < o.publishes && api.has_idle() &&
               sent - swarm.publications() / per_publish < o.in_flight)
        {
            std::string target = channel;
            if (unicast)
                target.replace(target.find('#'), 1, std::to_string(sent % o.subscribers));
            api.publish(target, data);
            ++sent;
        }
        const bool progress = loop.poll(
            10'000,
            [&](std::uint64_t id)
            {
                if (id < subscriber_swarm::first_foreign_id)
                    swarm.on_readable(id);
                else
                    api.on_readable(id);
            });
        if (!progress)
            throw std::runtime_error("publications got lost");
    }
    const double deliveries = static_cast<double>(o.publishes * per_publish);
    return {
        (server.process.cpu_us() - cpu_before) / deliveries,
        deliveries / static_cast<double>(swarm.frames() - frames_before)};
}

void compare(const bench_options& o, const std::string& title, const std::string& channel, bool unicast)
{
    const auto floor = drive(start_floor(o, channel, unicast), o, channel, unicast);
    const auto ours = drive(start_server(o), o, channel, unicast);
    fmt::print(
        "{}: {} subscribers, {} B, {} in flight, {} publishes: server {:.2f} us/delivery, floor {:.2f}, "
        "ratio {:.2f}, {:.1f} messages a frame\n",
        title, o.subscribers, o.size, o.in_flight, o.publishes, ours.cpu_us_per_delivery,
        floor.cpu_us_per_delivery, ours.cpu_us_per_delivery / floor.cpu_us_per_delivery,
        ours.messages_per_frame);
}

/// Processor time of a client's way in: three round trips.
double connect_cost(const measured_server& server, const bench_options& o)
{
    epoll_set loop;
    subscriber_swarm swarm(loop);
    const double before = server.process.cpu_us();
    swarm.open(server.port, o.subscribers, "bench:all");
    return (server.process.cpu_us() - before) / static_cast<double>(o.subscribers);
}

} // namespace

void run_fanout(const bench_options& o) { compare(o, "fan-out", "bench:all", false); }
void run_unicast(const bench_options& o) { compare(o, "unicast", "bench:#", true); }

void run_connect(const bench_options& o)
{
    const double floor = connect_cost(start_floor(o, "bench:all", false), o);
    const double ours = connect_cost(start_server(o), o);
    fmt::print(
        "connect: {} clients (handshake, connect, subscribe): server {:.1f} us/client, floor {:.1f}, ratio "
        "{:.2f}\n",
        o.subscribers, ours, floor, ours / floor);
}

void run_idle(const bench_options& o)
{
    const auto server = start_server(o);
    epoll_set loop;
    subscriber_swarm swarm(loop);
    swarm.open(server.port, 100, "bench:warm-up");
    const auto before = server.process.resident_bytes();
    swarm.open(server.port, o.subscribers, "bench:all");
    fmt::print(
        "idle: {} authenticated clients, one subscription each: {:.0f} resident bytes/client\n",
        o.subscribers,
        static_cast<double>(server.process.resident_bytes() - before) / static_cast<double>(o.subscribers));
}

} // namespace bench
