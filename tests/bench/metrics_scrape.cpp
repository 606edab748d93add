// What one reading of /metrics takes from the event loop, with nobody connected and with
// many: the page, and its two parts that ask the system. All take turns, and the best of
// many rounds counts: the machine is shared. Usage: metrics_scrape [clients] [rounds]

#include "server/http_counts.hpp"
#include "server/metric_sources.hpp"
#include "server/metrics_page.hpp"

#include <ws/base/log.hpp>
#include <ws/net/process_limits.hpp>
#include <ws/realtime/authenticator.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <fcntl.h>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace
{

using namespace ws;

constexpr std::size_t routes = 40;

/// A client's connection without a socket, which takes what it is sent and forgets it.
class deaf_connection final : public net::websocket
{
public:
    void send(net::frame_ptr, net::frame_kind) override {}
    void read_next() override {}
    void close(std::uint16_t, std::string_view, bool) override {}
    [[nodiscard]] std::size_t queued_bytes() const noexcept override { return 0; }
    [[nodiscard]] std::size_t queued_reply_bytes() const noexcept override { return 0; }
};

/// One shard with everything that is measured, and clients that hold a descriptor each.
class shard
{
public:
    shard()
    {
        page_.add(server::make_process_metrics(
            {}, system_time{}, [this] { return process_.read(); }, memory_));
        page_.add(server::make_shard_metrics(driver_, budget_, ready_, node_));
        page_.add(server::make_node_metrics(node_, http_));
        page_.add(server::make_http_metrics(answered_, http_));
        page_.add(server::make_database_metrics(database_counts_, database_watch_));
        page_.add(server::make_auth_metrics(auth_counts_, nullptr));
        page_.add(server::make_limit_metrics(peers_, node_.counts()));
        page_.add(server::make_key_metrics(uses_));
        page_.add(server::make_webhook_metrics(webhook_counts_, *deliveries_));
        for (const char* provider : {"app", "clerk", "fal", "replicate"})
        {
            webhook_counts_.by_provider[provider].by_verdict.fill(1);
            webhook_counts_.by_provider[provider].age.observe(1);
        }
        answer_on_every_route();
    }
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    ~shard()
    {
        node_.close_all();
        for (const auto& listener : listeners_)
            listener->on_closed({});
        io_.restart();
        io_.poll();
        for (const int file : files_)
            ::close(file);
    }

    void connect(std::size_t clients)
    {
        for (std::size_t i = 0; i < clients; ++i)
        {
            files_.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
            if (files_.back() < 0)
                throw std::runtime_error("no descriptor is left: raise the limit of open files");
            listeners_.push_back(node_.open(connections_.emplace_back()));
            listeners_.back()->on_message(R"({"id":1,"connect":{}})", true);
        }
        io_.restart();
        io_.poll();
        if (node_.info().num_clients != clients)
            throw std::runtime_error("not everybody is connected");
    }

    std::string text() const { return page_.text(); }

private:
    void answer_on_every_route()
    {
        for (std::size_t i = 0; i < routes; ++i)
        {
            net::http_route route;
            route.method = "POST";
            route.path = "/api/method" + std::to_string(i);
            table_.add(std::move(route));
        }
        for (std::size_t i = 0; i < routes; ++i)
            for (const unsigned status : {200U, 401U, 429U})
                answered_.add(
                    table_.find("POST", "/api/method" + std::to_string(i)), status,
                    std::chrono::milliseconds(1));
    }

    static realtime::node_options for_anybody()
    {
        realtime::node_options options;
        options.insecure = true;
        return options;
    }

    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time{}};
    net::wheel_driver driver_{io_.get_executor(), wheel_};
    net::send_budget budget_{1 << 20};
    std::unique_ptr<realtime::authenticator> auth_ =
        realtime::make_hmac_authenticator({}, [] { return system_time{}; });
    realtime::node node_{
        io_.get_executor(),
        wheel_,
        realtime::channel_rules({}, true),
        *auth_,
        [](realtime::broker::deliver_fn deliver)
        { return realtime::make_memory_broker([] { return steady_time{}; }, std::move(deliver)); },
        [] { return system_time{}; },
        for_anybody()};
    server::readiness ready_;
    server::http_counts answered_;
    server::database_counts database_counts_;
    std::unique_ptr<server::database_access> database_ =
        server::open_database(io_.get_executor(), {":memory:", {}, {}, true}, &database_counts_);
    server::database_watch database_watch_{io_.get_executor(), wheel_, *database_, [] {}};
    server::auth_counts auth_counts_;
    server::edge peers_{{}, [] { return steady_time{}; }};
    server::api_key_uses uses_{{{"app", {}, auth::all_but_admin}}, [] { return system_time{}; }};
    server::webhook_counts webhook_counts_;
    std::unique_ptr<webhook::delivery_store> deliveries_ =
        webhook::make_memory_delivery_store([] { return steady_time{}; });
    net::router table_;
    net::http_server http_{io_.get_executor(), wheel_, budget_, table_, {}};
    net::process_meter process_;
    server::memory_watch memory_{std::nullopt, {}, std::chrono::steady_clock::now};
    server::metrics_page page_{"test"};
    std::deque<deaf_connection> connections_;
    std::vector<std::shared_ptr<net::websocket_listener>> listeners_;
    std::vector<int> files_;
};

/// Seconds of this thread's processor time: others run here too.
double thread_seconds()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

struct measured
{
    const char* name;
    std::function<void()> call;
    double best = std::numeric_limits<double>::max();
};

} // namespace

int main(int argc, char** argv)
{
    const std::size_t clients = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 19'000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 40;
    net::raise_open_file_limit();
    ws::log::configure({ws::log::level::off, ws::log::format::json, {}});

    shard alone;
    net::process_meter meter;
    std::array few{
        measured{"page, nobody connected", [&] { alone.text(); }},
        measured{"process_meter, few files", [&] { meter.read(); }}};
    const auto measure = [rounds](auto& all)
    {
        for (int round = 0; round < rounds; ++round)
            for (measured& m : all)
            {
                const double begin = thread_seconds();
                m.call();
                m.best = std::min(m.best, thread_seconds() - begin);
            }
        for (const measured& m : all)
            std::printf("%-40s %9.1f us\n", m.name, m.best * 1e6);
    };
    measure(few);

    shard crowded;
    crowded.connect(clients);
    net::open_file_census census;
    net::open_file_census whole(std::numeric_limits<std::size_t>::max());
    std::array many{
        measured{"page, all connected", [&] { crowded.text(); }},
        measured{"process_meter, their files", [&] { meter.read(); }},
        measured{"open_file_census, a piece of it", [&] { census.continue_count(); }},
        measured{"open_file_census, in one piece", [&] { whole.continue_count(); }}};
    measure(many);
    std::printf("%zu clients, page of %zu bytes\n", clients, crowded.text().size());
    return 0;
}
