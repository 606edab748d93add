#include <ws/net/process_usage.hpp>

#include <fstream>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ws::net
{
namespace
{

double seconds(const timeval& t)
{
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

} // namespace

std::uint64_t resident_bytes()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t total_pages = 0;
    std::uint64_t resident_pages = 0;
    if (!(statm >> total_pages >> resident_pages))
        return 0;
    return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void give_back_free_memory() { malloc_trim(0); }

std::uint64_t process_meter::open_files()
{
    struct stat facts = {};
    if (stat("/proc/self/fd", &facts) == 0 && facts.st_size > 0)
        return static_cast<std::uint64_t>(facts.st_size);
    return census_.continue_count();
}

process_usage process_meter::read()
{
    process_usage usage;
    usage.resident_bytes = resident_bytes();
    usage.open_files = open_files();
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        usage.max_open_files = files.rlim_cur;
    rusage times{};
    if (getrusage(RUSAGE_SELF, &times) == 0)
        usage.cpu_seconds = seconds(times.ru_utime) + seconds(times.ru_stime);
    // Large blocks are mapped one by one, beside the heap's arenas.
    const struct mallinfo2 heap = mallinfo2();
    usage.heap_used_bytes = heap.uordblks + heap.hblkhd;
    usage.heap_free_bytes = heap.fordblks;
    return usage;
}

} // namespace ws::net
