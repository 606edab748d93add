#pragma once

#include "support/tls_identity.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ws::test
{

/// h2_server.mjs, run by the node of the end-to-end tests; ended with this object.
class h2_server
{
public:
    /// Throws std::runtime_error, saying what to do, where there is no node.
    h2_server();
    ~h2_server();
    h2_server(const h2_server&) = delete;
    h2_server& operator=(const h2_server&) = delete;

    [[nodiscard]] std::string url(std::string_view path) const;
    /// A server that lets every connection go before it took anything.
    [[nodiscard]] std::string leaving_url() const;
    [[nodiscard]] std::string ca_file() const { return identity_.ca_file(); }

    /// Which requests it took: "METHOD path". Waits until there are so many, or half a minute.
    std::vector<std::string> taken(std::size_t count);

private:
    std::string read_line(int patience_ms);

    tls_identity identity_{"127.0.0.1"};
    pid_t pid_ = -1;
    int to_ = -1;
    int from_ = -1;
    std::string pending_;
    std::vector<std::string> taken_;
    std::string port_;
    std::string leaving_port_;
};

} // namespace ws::test
