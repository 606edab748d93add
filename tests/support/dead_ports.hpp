#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ws::test
{

/// A port of 127.0.0.1 on which a connection neither comes about nor is refused: who
/// connects waits, as for a machine that is gone.
class full_listener
{
public:
    full_listener();
    ~full_listener();
    full_listener(const full_listener&) = delete;
    full_listener& operator=(const full_listener&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    std::vector<int> descriptors_;
    std::uint16_t port_ = 0;
};

/// A port of 127.0.0.1 that refuses connections, and that nobody else gets meanwhile.
class refusing_port
{
public:
    refusing_port();
    ~refusing_port();
    refusing_port(const refusing_port&) = delete;
    refusing_port& operator=(const refusing_port&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    std::uint16_t port_ = 0; ///< first: opening fd_ sets it
    int fd_;
};

} // namespace ws::test
