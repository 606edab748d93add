#include "jumping_clock.hpp"

#include <atomic>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace
{

std::atomic<long> reach_seconds{0};

/// The next jump: there and back in turns.
long jump()
{
    static std::atomic<unsigned> calls{0};
    const long reach = reach_seconds;
    return calls++ % 2 == 0 ? reach : -reach;
}

} // namespace

// Whatever asks for the time in this program, libraries included, comes here.
extern "C" int clock_gettime(clockid_t which, timespec* told) noexcept
{
    const auto failed = static_cast<int>(::syscall(SYS_clock_gettime, which, told));
    if (failed == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        told->tv_sec += jump();
    return failed;
}

extern "C" int gettimeofday(timeval* told, void*) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}

extern "C" time_t time(time_t* told) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (told != nullptr)
        *told = now.tv_sec;
    return now.tv_sec;
}

namespace ws::test
{

jumping_clock::jumping_clock(std::chrono::hours reach)
{
    reach_seconds = std::chrono::seconds(reach).count();
}

jumping_clock::~jumping_clock() { reach_seconds = 0; }

} // namespace ws::test
