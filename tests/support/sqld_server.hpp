#pragma once

#include "support/temporary_folder.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ws::test
{

/// The real Turso server (sqld), on a free port of 127.0.0.1 and with a folder of its own.
///
/// Every failure to get it going is a std::runtime_error, whose message says what to do.
/// It ends with this object, and with the test's process whatever happens to that.
class sqld_server
{
public:
    /// Started, and answering. `more_arguments` are command line arguments.
    explicit sqld_server(std::vector<std::string> more_arguments = {});
    ~sqld_server();
    sqld_server(const sqld_server&) = delete;
    sqld_server& operator=(const sqld_server&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string url() const;

    /// SIGKILL: what it has not written by now is gone. Ends every connection.
    void kill9();
    /// Ended if it runs, and started again on the same port and folder.
    void restart();

private:
    void spawn();
    bool wait_until_it_answers();
    void end();
    [[nodiscard]] std::string log() const;

    std::vector<std::string> more_arguments_;
    temporary_folder folder_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

} // namespace ws::test
