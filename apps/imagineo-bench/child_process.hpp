#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bench
{

/// A process under measurement; ended when this object goes.
class child_process
{
public:
    /// Runs `path` with these variables as its whole environment (plus PATH).
    static child_process run(const std::string& path, const std::vector<std::string>& environment);
    /// Runs a function in a forked copy of this process.
    static child_process fork_and_call(const std::function<void()>& body);

    child_process(child_process&& other) noexcept;
    child_process& operator=(child_process&&) = delete;
    ~child_process();

    /// User and system time so far, in microseconds (the kernel counts in ticks of 10 ms).
    [[nodiscard]] double cpu_us() const;
    /// Resident memory in bytes.
    [[nodiscard]] std::uint64_t resident_bytes() const;
    [[nodiscard]] bool is_running() const;

private:
    explicit child_process(pid_t pid) : pid_(pid) {}
    pid_t pid_;
};

/// A loopback port that was free a moment ago.
std::uint16_t free_port();

/// Connects to 127.0.0.1:port (blocking); -1 when nobody listens.
int connect_loopback(std::uint16_t port);

/// Waits, at most ten seconds, until somebody accepts on the port. Throws when nobody does.
void wait_for_port(std::uint16_t port, const child_process& server);

} // namespace bench
