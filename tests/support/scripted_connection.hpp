#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace ws::test
{

/// One blocking connection of a scripted_server, with TLS or without.
///
/// An end, a failure and half a minute without a byte are all the same: the peer has gone.
class scripted_connection
{
public:
    scripted_connection(int fd, std::size_t number);
    ~scripted_connection();
    scripted_connection(const scripted_connection&) = delete;
    scripted_connection& operator=(const scripted_connection&) = delete;

    /// The peer must speak TLS from here on; false where it does not.
    bool start_tls(ssl_ctx_st* context);

    /// The next request's head and body; nothing where the peer has gone before its end.
    struct message
    {
        std::string head;
        std::string body;
    };
    std::optional<message> read_request();
    /// False where the peer has gone before.
    bool read_exactly(std::size_t bytes);
    void read_to_end();

    /// False where the peer has gone.
    bool send(std::string_view bytes);
    bool drip(std::string_view bytes, std::chrono::milliseconds pause);

    void close();
    void reset();
    /// From another thread: every wait ends, now and later.
    void interrupt();

    [[nodiscard]] std::size_t number() const noexcept { return number_; }

private:
    bool fill();

    int fd_;
    std::size_t number_;
    ssl_st* tls_ = nullptr;
    std::string pending_;
};

} // namespace ws::test
