#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

#include <ws/server/version.hpp>

#include <utility>

namespace ws::server
{
namespace
{

class process_metrics final : public prometheus::Collectable
{
public:
    process_metrics(
        build_facts build, std::chrono::system_clock::time_point started,
        std::function<net::process_usage()> read_usage, const memory_watch& memory)
        : build_(std::move(build)), started_(started.time_since_epoch()), read_usage_(std::move(read_usage)),
          memory_(memory)
    {
    }

    std::vector<metric_family> Collect() const override
    {
        const net::process_usage usage = read_usage_();
        std::vector<metric_family> all;
        all.push_back(gauge_of(
            "process_resident_memory_bytes", "Memory of the process that is in RAM.", usage.resident_bytes));
        auto limit = gauge_family(
            "process_memory_limit_bytes", "Memory the process may have, where there is a limit.");
        if (memory_.limit())
            add_sample(limit, *memory_.limit());
        all.push_back(std::move(limit));
        auto heap = gauge_family("process_heap_bytes", "Memory of the allocator, handed out and kept free.");
        add_sample(heap, usage.heap_used_bytes, {{"state", "used"}});
        add_sample(heap, usage.heap_free_bytes, {{"state", "free"}});
        all.push_back(std::move(heap));
        all.push_back(counter_of(
            "memory_refusals_total", "Upgrades that were refused for want of memory.", memory_.refusals()));
        all.push_back(gauge_of("process_open_fds", "Open file descriptors.", usage.open_files));
        all.push_back(gauge_of("process_max_fds", "Limit of open file descriptors.", usage.max_open_files));
        all.push_back(counter_of(
            "process_cpu_seconds_total", "Processor time, of user and system together.", usage.cpu_seconds));
        all.push_back(gauge_of(
            "process_start_time_seconds", "When the process was started, in Unix time.", started_.count()));
        auto build = gauge_family("build_info", "What runs; always 1.");
        add_sample(
            build, std::uint64_t{1},
            {{"version", build_.version}, {"sha", build_.release}, {"build_type", build_type()}});
        all.push_back(std::move(build));
        return all;
    }

private:
    build_facts build_;
    std::chrono::duration<double> started_;
    std::function<net::process_usage()> read_usage_;
    const memory_watch& memory_;
};

} // namespace

metric_source make_process_metrics(
    build_facts build, std::chrono::system_clock::time_point started,
    std::function<net::process_usage()> read_usage, const memory_watch& memory)
{
    return std::make_unique<process_metrics>(std::move(build), started, std::move(read_usage), memory);
}

} // namespace ws::server
