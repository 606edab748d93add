#pragma once

#include "epoll_set.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench
{

/// Posts to the server API over keep-alive connections, one request under way on each.
class publisher
{
public:
    publisher(epoll_set& loop, std::uint16_t port, std::size_t connections);
    ~publisher();
    publisher(const publisher&) = delete;
    publisher& operator=(const publisher&) = delete;

    [[nodiscard]] bool has_idle() const noexcept { return !idle_.empty(); }
    /// Publishes on an idle connection.
    void publish(std::string_view channel, std::string_view data);
    /// Reads what has arrived for the connection with this id of the epoll set.
    void on_readable(std::uint64_t id);
    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

    static constexpr std::string_view api_key = "bench-key-0123456789abcdef0123456789";

private:
    struct connection
    {
        int fd;
        std::string pending;
    };
    std::vector<connection> connections_;
    std::vector<std::size_t> idle_;
    std::uint64_t answered_ = 0;
};

} // namespace bench
