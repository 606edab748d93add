#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

struct ssl_ctx_st;

namespace ws::test
{

class scripted_connection;

/// A request as it came over the wire, whole.
struct seen_request
{
    std::size_t connection = 0; ///< which, from 0
    std::size_t number = 0;     ///< which on that connection, from 0
    std::string head;           ///< request line and headers
    std::string body;

    [[nodiscard]] std::string method() const;
    [[nodiscard]] std::string target() const;
    /// "" where there is none. Ignores case.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// What the server does next on a connection. It reads the next request after the
/// last step, unless that ended the connection.
namespace steps
{
struct send
{
    std::string bytes;
};
/// One byte after the other, with a pause behind each.
struct drip
{
    std::string bytes;
    std::chrono::milliseconds pause{1};
};
/// The same bytes again and again; ends early when the peer goes.
struct repeat
{
    std::string bytes;
    std::size_t times;
};
/// Reads what comes, and no more than that.
struct read
{
    std::size_t bytes;
};
/// Ends the connection properly.
struct close
{
};
/// Ends the connection with a reset.
struct reset
{
};
/// Neither reads nor writes until the peer goes or the server ends.
struct stay_silent
{
};
/// Does nothing until scripted_server::open_gate().
struct wait_at_gate
{
};
} // namespace steps

using step = std::variant<
    steps::send, steps::drip, steps::repeat, steps::read, steps::close, steps::reset, steps::stay_silent,
    steps::wait_at_gate>;
using reaction = std::vector<step>;

/// A whole answer with its Content-Length. `headers`: whole lines, each with "\r\n".
std::string answer_text(unsigned status, std::string_view body, std::string_view headers = "");
/// That answer and nothing else.
reaction answer(unsigned status, std::string_view body, std::string_view headers = "");

/// An HTTP/1.1 server on 127.0.0.1 that does what a test tells it, mistakes included.
///
/// Each connection has a thread of its own and is scripted request by request. No wait
/// lasts longer than half a minute; the destructor ends all of them at once.
class scripted_server
{
public:
    /// Called on a connection's thread for each request, one call at a time.
    using script = std::function<reaction(const seen_request&)>;

    struct options
    {
        /// Done before anything is read, for each connection.
        std::function<reaction(std::size_t connection)> on_accept;
        /// Speaks TLS with it; must outlive the server.
        ssl_ctx_st* tls = nullptr;
        /// Refuses connections until open_port().
        bool opens_later = false;
    };

    explicit scripted_server(script s) : scripted_server(std::move(s), options()) {}
    scripted_server(script s, options o);
    ~scripted_server();
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// "http://127.0.0.1:port" and the path; https with TLS.
    [[nodiscard]] std::string url(std::string_view path = "/") const;

    [[nodiscard]] std::vector<seen_request> requests() const;
    [[nodiscard]] std::size_t request_count() const;
    [[nodiscard]] std::size_t connection_count() const;
    /// The most that were open at once.
    [[nodiscard]] std::size_t most_connections() const;

    /// False when it took too long.
    [[nodiscard]] bool wait_for_requests(std::size_t count) const;
    [[nodiscard]] bool wait_for_connections(std::size_t count) const;
    /// Until the clients have closed all connections.
    [[nodiscard]] bool wait_until_deserted() const;

    void open_port();

    /// Lets pass who waits at the gate, and who comes there later.
    void open_gate();

private:
    void accept_all();
    void serve(scripted_connection& connection);
    void follow(scripted_connection& connection);
    [[nodiscard]] bool wait_for(const std::function<bool()>& condition) const;

    script script_;
    options options_;
    int listener_ = -1;
    std::uint16_t port_ = 0;

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<seen_request> requests_;
    std::vector<std::unique_ptr<scripted_connection>> connections_;
    std::size_t open_ = 0;
    std::size_t most_open_ = 0;
    bool gate_open_ = false;
    bool stopping_ = false;
    std::mutex script_mutex_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

} // namespace ws::test
