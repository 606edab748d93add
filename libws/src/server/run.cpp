#include "server/greeting.hpp"
#include "server/service.hpp"

#include <ws/base/log.hpp>
#include <ws/net/process_limits.hpp>
#include <ws/server/run.hpp>
#include <ws/server/version.hpp>

#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace ws::server
{
namespace
{

using signal_set = net::asio::basic_signal_set<net::executor>;

using steady_timer = net::asio::basic_waitable_timer<
    std::chrono::steady_clock, net::asio::wait_traits<std::chrono::steady_clock>, net::executor>;

/// How long clients and requests may take to end once the last client has been
/// told: longer than the 5 s a client has to answer a close frame.
constexpr std::chrono::seconds shutdown_margin{20};
/// What was reset has nothing to wait for. Whatever does not end then never will.
constexpr std::chrono::seconds stuck_after{5};

/// For the person who started it: what is wrong and what to do about it.
std::string listen_failure(const config& settings, const error_code& ec)
{
    const std::string place = fmt::format("port {} of {}", settings.port, settings.host);
    if (ec == net::asio::error::address_in_use)
        return fmt::format(
            "{} is already in use: stop the process that listens there, or set PORT to another port", place);
    if (ec == net::asio::error::access_denied)
        return fmt::format("{} may not be used by this user: set PORT to one above 1023", place);
    if (ec == boost::system::errc::address_not_available)
        return fmt::format("{} cannot be used: HOST is no address of this machine", place);
    return fmt::format("{} cannot be used: {}", place, ec.message());
}

std::string database_failure(const turso::error& why)
{
    std::string_view advice = "check DATABASE_URL";
    if (why.code == turso::errc::migrations_pending)
        advice = "run imagineo-ws migrate up with the same DATABASE_URL first";
    else if (why.code == turso::errc::migration_edited || why.code == turso::errc::database_newer)
        advice = "imagineo-ws migrate status shows how it stands";
    return fmt::format("the database cannot be used: {}; {}", turso::describe(why), advice);
}

/// Where real users are, their messages and the service's secrets stay in memory.
void keep_memory_private(const config& c)
{
    if (!is_strict(c.env))
        return;
    if (const auto done = net::forbid_core_dumps(); !done)
        log::warn("core_dumps_not_forbidden", {{"error", done.error().message()}});
}

void log_start(const loaded_config& settings, std::uint16_t port)
{
    const config& c = settings.value;
    const auto files = net::read_open_file_limits();
    log::info(
        "started", {{"version", version()},
                    {"environment", to_string(c.env)},
                    {"release", c.release_sha},
                    {"host", c.host},
                    {"port", port},
                    {"max_connections", c.max_connections},
                    {"open_files_soft", files.soft},
                    {"open_files_hard", files.hard},
                    {"memory_limit_bytes", c.memory_limit.value_or(0)},
                    {"queue_budget_bytes", c.queue_budget_bytes},
                    {"api_keys", c.api_keys.size()}});
    for (const config_warning& warning : settings.warnings)
        log::warn("configuration", {{"variable", warning.variable}, {"text", warning.text}});
}

void log_drain(const service::farewell& end, std::chrono::steady_clock::duration took)
{
    if (end.cut_off > 0)
        log::warn("shutdown_grace_over", {{"connections_cut_off", end.cut_off}});
    log::info(
        "drained", {{"milliseconds", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()},
                    {"clients_sent_away", end.clients},
                    {"publications", end.publications},
                    {"api_requests", end.api_requests},
                    {"connections_cut_off", end.cut_off}});
}

void log_end(const service& s, std::chrono::steady_clock::duration lived)
{
    log::info(
        "stopped", {{"uptime_seconds", std::chrono::duration_cast<std::chrono::seconds>(lived).count()},
                    {"connections", s.counts().connections},
                    {"publications", s.publications()},
                    {"api_requests", s.counts().api_requests}});
}

std::string_view name_of(int signal) { return signal == SIGINT ? "SIGINT" : "SIGTERM"; }

/// The person who signals twice does not want to wait for anybody.
void end_at_next(signal_set& signals)
{
    signals.async_wait(
        [](const error_code& ec, int signal)
        {
            if (ec)
                return;
            log::warn("ended_by_force", {{"signal", name_of(signal)}});
            std::_Exit(128 + signal);
        });
}

/// Says what keeps it from listening, or that it listens.
bool listens(service& s, const loaded_config& settings)
{
    const config& c = settings.value;
    if (const auto started = s.start(); !started)
    {
        fmt::print(stderr, "imagineo-ws: {}\n", listen_failure(c, started.error()));
        return false;
    }
    log_start(settings, s.port());
    if (c.env == environment::development)
    {
        fmt::print("{}", greeting(c, s.port(), std::chrono::system_clock::now()));
        std::fflush(stdout);
    }
    return true;
}

/// Whatever hangs in spite of having been cancelled must not keep the process.
void end_if_stuck(steady_timer& timer, std::chrono::milliseconds grace)
{
    timer.expires_after(grace + stuck_after);
    timer.async_wait(
        [](const error_code& ec)
        {
            if (ec)
                return;
            log::error("shutdown_stuck");
            std::_Exit(1);
        });
}

/// From start to end; the process's exit code.
net::task<int> serve_until_signal(service& s, const loaded_config& settings, signal_set& signals)
{
    using clock = std::chrono::steady_clock;
    const auto started = clock::now();
    const auto spread = settings.value.shutdown_spread;
    const service::drain_times times{spread, spread + shutdown_margin};
    const auto prepared = co_await s.prepare();
    if (!prepared)
        fmt::print(stderr, "imagineo-ws: {}\n", database_failure(prepared.error()));
    if (!prepared || !listens(s, settings))
    {
        co_await s.drain(times);
        co_return 1;
    }
    const int signal = co_await signals.async_wait(net::use_task);
    const auto asked = clock::now();
    log::info("stopping", {{"signal", name_of(signal)}, {"spread_ms", spread.count()}});
    end_at_next(signals);

    steady_timer stuck(co_await net::asio::this_coro::executor);
    end_if_stuck(stuck, times.grace);
    const auto end = co_await s.drain(times);
    stuck.cancel();
    log_drain(end, clock::now() - asked);
    log_end(s, clock::now() - started);
    signals.cancel();
    co_return 0;
}

} // namespace

int run(const loaded_config& settings, std::span<const turso::migration> schema)
{
    const config& c = settings.value;
    log::options log_options;
    log_options.lowest = c.log_level;
    log_options.form = c.log_format;
    log::configure(std::move(log_options));
    std::signal(SIGPIPE, SIG_IGN);
    keep_memory_private(c);

    net::asio::io_context io(1);
    service s(io.get_executor(), c, schema);
    // Before it listens: whoever sees the port open may already want it to end.
    signal_set signals(io.get_executor(), SIGINT, SIGTERM);
    int exit_code = 0;
    auto at_end = [&exit_code](const std::exception_ptr& failure, int code)
    {
        if (failure)
            std::rethrow_exception(failure);
        exit_code = code;
    };
    net::asio::co_spawn(io, serve_until_signal(s, settings, signals), std::move(at_end));
    io.run();
    return exit_code;
}

} // namespace ws::server
