#include "scenarios.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <exception>
#include <filesystem>
#include <sys/resource.h>

namespace
{

void raise_file_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv)
{
    bench::bench_options o;
    o.server = std::filesystem::path(argv[0]).parent_path() / "imagineo-ws";

    CLI::App app(
        "Measures imagineo-ws beside a bare epoll server, in one run. Figures are processor time of the "
        "server process divided by the units done; compare them within one run.");
    app.add_option("--server", o.server, "path of the server's binary")->capture_default_str();
    app.add_option("--subscribers", o.subscribers, "connected clients")->capture_default_str();
    app.add_option("--publishes", o.publishes, "publications in all")->capture_default_str();
    app.add_option("--in-flight", o.in_flight, "publications under way at a time")->capture_default_str();
    app.add_option("--size", o.size, "bytes of data of a publication")->capture_default_str();
    app.require_subcommand(1);
    app.fallthrough();
    app.add_subcommand("fanout", "one channel, every client subscribed")
        ->callback([&] { bench::run_fanout(o); });
    app.add_subcommand("unicast", "a channel for each client")->callback([&] { bench::run_unicast(o); });
    app.add_subcommand("connect", "processor time of a connect")->callback([&] { bench::run_connect(o); });
    app.add_subcommand("idle", "memory of an idle client")->callback([&] { bench::run_idle(o); });
    raise_file_limit();
    try
    {
        CLI11_PARSE(app, argc, argv);
    }
    catch (const std::exception& e)
    {
        fmt::print(stderr, "imagineo-bench: {}\n", e.what());
        return 1;
    }
    return 0;
}
