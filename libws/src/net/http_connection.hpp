#pragma once

#include "http_answer.hpp"
#include "http_head.hpp"

#include <ws/net/awaitable.hpp>
#include <ws/net/http_server.hpp>

#include <boost/beast/core/flat_buffer.hpp>

#include <string>
#include <string_view>

namespace ws::net
{

/// The bytes and deadlines of one HTTP connection: requests in, answers out.
/// Knows no routes.
class http_connection
{
public:
    enum class arrival
    {
        whole,   ///< what we waited for is there
        refused, ///< refusal() says why it is not served
        gone,    ///< nobody is left to answer, or nothing to say
    };

    /// The socket is in non-blocking mode. Options and wheel must outlive the connection.
    http_connection(const http_server_options& options, timer_wheel& wheel, tcp_socket socket);

    /// Waits for the next request's head: within `head_timeout`, on a
    /// connection that was in use before `idle_timeout` until its first byte.
    task<arrival> read_head(http_head& head);

    /// Reads the body that belongs to `head` into its request, within
    /// `body_timeout`. Bytes after it stay for the next request.
    task<arrival> read_body(http_head& head, std::size_t limit);

    [[nodiscard]] const http_refusal& refusal() const noexcept { return refusal_; }

    /// Something has arrived that belongs to no request yet.
    [[nodiscard]] bool has_unread() const noexcept { return buffer_.size() > 0; }

    /// The same, bytes included that nobody has read yet.
    [[nodiscard]] bool has_early_bytes() const;

    /// No deadline runs while the server itself is busy.
    void pause_deadline() noexcept { deadline_.cancel(); }

    /// Sends an answer; with `close`, ends the connection after it. Whether
    /// another request can follow.
    task<bool> send(const http_response& response, std::string_view date, bool with_body, bool close);

    /// Ends the wait for a request that has not begun, now and later.
    void stop();

    /// Resets the connection; whoever awaits one of the calls above is told soon after.
    void abort();

    [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

    /// The socket moves on to another protocol; this object is of no use afterwards.
    tcp_socket release();

private:
    task<bool> read_more(std::size_t most);
    task<bool> write(std::string_view head, std::string_view body);
    arrival parse_head(std::size_t length, http_head& head);
    arrival refuse(unsigned status, std::string_view reason);
    void set_deadline(std::chrono::milliseconds delay);

    [[nodiscard]] std::string_view pending() const noexcept
    {
        return {static_cast<const char*>(buffer_.cdata().data()), buffer_.size()};
    }

    const http_server_options& options_;
    timer_wheel& wheel_;
    tcp_socket socket_;
    timer_wheel::timer deadline_;
    boost::beast::flat_buffer buffer_;
    std::string out_;
    http_refusal refusal_;
    bool first_ = true;    ///< no request has arrived yet
    bool idle_ = false;    ///< waits for the first byte of a request
    bool stopped_ = false; ///< no further request is wanted
    bool expired_ = false; ///< the deadline has passed
};

} // namespace ws::net
