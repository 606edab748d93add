#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ws::test
{

/// One answer as it came over the wire.
struct http_answer
{
    unsigned status = 0; ///< 0: the connection ended before a whole answer
    std::string head;    ///< status line and headers
    std::string body;

    /// A header's value; "" where there is none. `name` as the server writes it.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// A blocking TCP client on 127.0.0.1 that sends whatever a test wants to send.
///
/// Every wait ends after half a minute with std::runtime_error: a server that
/// says nothing fails the test instead of hanging it.
class tcp_peer
{
public:
    /// Takes a descriptor and no more; connect() follows.
    tcp_peer();
    explicit tcp_peer(std::uint16_t port) : tcp_peer() { connect(port); }
    ~tcp_peer();
    tcp_peer(const tcp_peer&) = delete;
    tcp_peer& operator=(const tcp_peer&) = delete;

    void connect(std::uint16_t port);

    /// A peer that has gone is no error: what it answered is still to be read.
    void send(std::string_view bytes);
    /// Each byte in a packet of its own.
    void send_bytewise(std::string_view bytes);

    /// One byte after the other of `bytes`, again and again, until the server
    /// says something or `most` bytes were sent.
    void drip_until_answered(std::string_view bytes, std::size_t most);

    /// No more will be sent.
    void shut_down_sending();
    /// Resets the connection.
    void reset();
    void close();

    /// The next answer. `head_only`: it has no body whatever its Content-Length says.
    http_answer read_answer(bool head_only = false);

    /// All that comes until the server ends the connection.
    std::string read_to_end();

    /// Exactly what comes next, at least one byte; "" at the end.
    std::string read_some();

    /// Whether sending or reading has found the connection reset.
    [[nodiscard]] bool was_reset() const noexcept { return was_reset_; }

private:
    bool fill();

    int fd_ = -1;
    bool was_reset_ = false;
    std::string pending_;
};

} // namespace ws::test
