#pragma once

#include <cstdint>
#include <functional>

namespace bench
{

/// The least that an event loop needs: which descriptors can be read.
class epoll_set
{
public:
    epoll_set();
    ~epoll_set();
    epoll_set(const epoll_set&) = delete;
    epoll_set& operator=(const epoll_set&) = delete;

    /// Makes the descriptor non-blocking and watches it; `id` comes back when it can be read.
    void add(int fd, std::uint64_t id);
    /// One wait of at most `timeout_ms`; false when nothing happened.
    bool poll(int timeout_ms, const std::function<void(std::uint64_t id)>& on_readable);

private:
    int fd_;
};

} // namespace bench
