#include "epoll_set.hpp"

#include <array>
#include <cstddef>
#include <fcntl.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <unistd.h>

namespace bench
{

epoll_set::epoll_set() : fd_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (fd_ < 0)
        throw std::runtime_error("no epoll");
}

epoll_set::~epoll_set() { ::close(fd_); }

void epoll_set::add(int fd, std::uint64_t id)
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = id;
    if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0)
        throw std::runtime_error("epoll_ctl failed");
}

bool epoll_set::poll(int timeout_ms, const std::function<void(std::uint64_t)>& on_readable)
{
    std::array<epoll_event, 512> events{};
    const int count = ::epoll_wait(fd_, events.data(), static_cast<int>(events.size()), timeout_ms);
    for (int i = 0; i < count; ++i)
        on_readable(events[static_cast<std::size_t>(i)].data.u64);
    return count > 0;
}

} // namespace bench
