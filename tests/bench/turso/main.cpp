// ws::turso beside the official @libsql/client, on the same sqld and in one run. Every
// workload of every client is a process of its own.
//
// Usage: database_clients [rounds]                 prints the table
//        database_clients client <number> <url>    one workload of ws::turso, as JSON

#include "client_process.hpp"
#include "support/sqld_server.hpp"
#include "turso_client.hpp"
#include "workload.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

namespace
{

using namespace bench;

struct comparison
{
    figures theirs;
    figures ours;
};

std::string_view name_of(activity what)
{
    switch (what)
    {
    case activity::selects:
        return "selects";
    case activity::inserts:
        return "inserts";
    case activity::grouped_inserts:
        return "grouped_inserts";
    }
    return "";
}

figures run_theirs(const std::string& url, const workload& w)
{
    return run_client_process(
        {WS_BENCH_NODE, WS_BENCH_LIBSQL_CLIENT, url, std::string(name_of(w.what)),
         std::to_string(w.operations), std::to_string(w.callers), std::to_string(warm_up_operations),
         std::string(select_text), std::string(insert_text), std::string(event_text)});
}

figures run_ours(const std::string& url, std::size_t number)
{
    return run_client_process({"/proc/self/exe", "client", std::to_string(number), url});
}

void print_row(std::string_view who, const figures& f)
{
    fmt::print(
        "  {:16}{:>12.0f}{:>16.0f}{:>14.1f}{:>10.0f}\n", who, f.rate(), f.per_cpu_second(), f.peak_kib / 1024,
        f.busy);
}

void print(const workload& w, const comparison& c)
{
    fmt::print("{}, {} operations\n", w.name, c.ours.operations);
    print_row("@libsql/client", c.theirs);
    print_row("ws::turso", c.ours);
    fmt::print(
        "  {:16}{:>10.2f} x{:>14.2f} x{:>12.3f} x\n", "ratio", c.ours.rate() / c.theirs.rate(),
        c.ours.per_cpu_second() / c.theirs.per_cpu_second(), c.ours.peak_kib / c.theirs.peak_kib);
}

/// What groups are for: many callers who each insert on their own.
void print_grouping(const std::array<comparison, workloads.size()>& results)
{
    figures one_by_one;
    figures grouped;
    for (std::size_t i = 0; i < workloads.size(); ++i)
    {
        // The best that either can do.
        if (workloads[i].what == activity::inserts && results[i].theirs.rate() > one_by_one.rate())
            one_by_one = results[i].theirs;
        if (workloads[i].what == activity::grouped_inserts && results[i].ours.rate() > grouped.rate())
            grouped = results[i].ours;
    }
    fmt::print(
        "inserts grouped by ws::turso beside one by one by @libsql/client: {:.1f} x per second, {:.1f} x per "
        "client CPU second\n",
        grouped.rate() / one_by_one.rate(), grouped.per_cpu_second() / one_by_one.per_cpu_second());
}

void compare(int rounds)
{
    fmt::print("  {:16}{:>12}{:>16}{:>14}{:>10}\n", "", "per second", "per CPU second", "peak MiB", "busy");
    std::array<comparison, workloads.size()> results;
    const ws::test::sqld_server server;
    create_tables(server.url());
    for (std::size_t i = 0; i < workloads.size(); ++i)
    {
        for (int round = 0; round < rounds; ++round)
        {
            results[i].theirs.add(run_theirs(server.url(), workloads[i]));
            results[i].ours.add(run_ours(server.url(), i));
        }
        print(workloads[i], results[i]);
        std::fflush(stdout);
    }
    print_grouping(results);
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        if (argc == 4 && std::string_view(argv[1]) == "client")
        {
            const auto& what = workloads.at(std::stoul(argv[2]));
            fmt::print("{}\n", to_json(run_turso_client(argv[3], what)));
            return EXIT_SUCCESS;
        }
        compare(argc > 1 ? std::stoi(argv[1]) : 1);
        return EXIT_SUCCESS;
    }
    catch (const std::exception& e)
    {
        fmt::print(stderr, "database_clients: {}\n", e.what());
        return EXIT_FAILURE;
    }
}
