#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/net/http_message.hpp>
#include <ws/net/websocket.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ws::net
{

/// Answers one request. The request lives until the coroutine has ended. What
/// it throws becomes a 500 and a log line.
using http_handler = std::function<task<http_response>(const http_request&)>;

/// Looks at a request's head, before a body is read: the answer that refuses it, or
/// nothing. What it throws becomes a 500 and a log line.
using http_refusal_check = std::function<std::optional<http_response>(const http_request&)>;

/// One row of the table: exact method, and exact path or a pattern. A pattern ends in
/// "/*", where the star stands for one segment that is not empty; a row with the exact
/// path goes before it.
struct http_route
{
    std::string method; ///< a GET row answers HEAD too
    std::string path;
    http_handler handle;
    std::size_t max_body_bytes = 1024 * 1024;
    http_refusal_check refuse = {}; ///< empty: every request is let in
    /// The answer to a body that was not taken: 413 or 415 (too large, encoded), 408 or
    /// 400 (did not arrive whole). Empty: the status and a sentence for people.
    std::function<http_response(const http_request&, unsigned status)> refuse_body = {};
    bool cross_origin = false; ///< pages of other origins may read its answers; for the gate
    bool when_full = false;    ///< served beyond the limit of connections too; for probes
};

/// What the star of a pattern stands for in a path that fits it, percent-decoded. Nothing
/// where an escape is broken, for a segment that is "." or "..", and for one that hides a
/// '/' or a NUL: what names no entry of a collection in any notation.
std::optional<std::string> star_of(std::string_view pattern, std::string_view path);

/// The handshake has been sent: who listens to this connection? Called at most
/// once, not at all if the client goes away before; see websocket for lifetimes.
using websocket_opener = std::function<std::shared_ptr<websocket_listener>(websocket& connection)>;

/// What a client gets that wants a WebSocket: an answer that refuses it, or
/// whoever opens it.
using websocket_admission = std::variant<http_response, websocket_opener>;

/// Decides about one upgrade, before its handshake. The request's form holds; it
/// lives until the coroutine has ended. It may take its time, which it bounds
/// itself: nothing is read from the connection meanwhile. What it throws becomes a
/// 500 and a log line.
using websocket_admitter = std::function<task<websocket_admission>(const http_request&)>;

/// Lets every client in.
websocket_admitter admit_everybody(websocket_opener open);

/// A path at which a WebSocket may be opened.
struct websocket_route
{
    std::string path;
    websocket_admitter admit;
    /// Sub-protocols we speak; the client's first offer among them is
    /// selected, none is fine.
    std::vector<std::string> subprotocols;
    /// Asked about every request that wants a WebSocket here, before its form is looked at.
    http_refusal_check refuse = {};
};

/// What a table has for a request.
struct route_match
{
    const http_route* route = nullptr;          ///< set when method and path fit
    const websocket_route* websocket = nullptr; ///< set when the path is a WebSocket's
    bool cross_origin = false;                  ///< a route of the path is
    /// Of the path, where `route` is not set; empty: unknown path.
    std::vector<std::string_view> allowed_methods;
};

/// Stands before all routes and behind all answers. Each of them may be missing.
struct http_gate
{
    /// The answer to a request that goes no further; it is not read beyond its head.
    std::function<std::optional<http_response>(const http_request&, const route_match&)> refuse;
    /// Adds to an answer, whoever made it. Where no request could be read, the
    /// request and its match are empty. Not called for a WebSocket's handshake.
    std::function<void(const http_request&, const route_match&, http_response&)> complete;
    /// An answer is about to leave, or a WebSocket's handshake (101): what it had cost
    /// since the request's head was there.
    std::function<void(const route_match&, unsigned status, std::chrono::nanoseconds took)> answered;
};

/// The table of everything the server answers. Filled at start, then only read.
class router
{
public:
    /// Throws std::logic_error for a row that is there already.
    void add(http_route route);
    void add(websocket_route route);

    void set_gate(http_gate gate) { gate_ = std::move(gate); }
    [[nodiscard]] const http_gate& gate() const noexcept { return gate_; }

    [[nodiscard]] route_match find(std::string_view method, std::string_view path) const;

private:
    [[nodiscard]] std::string_view row_path_of(std::string_view path) const;
    [[nodiscard]] const http_route* route_of(std::string_view method, std::string_view path) const;
    [[nodiscard]] const websocket_route* websocket_of(std::string_view path) const;
    [[nodiscard]] std::vector<std::string_view> methods_of(std::string_view path) const;

    std::vector<http_route> routes_;
    std::vector<websocket_route> websockets_;
    http_gate gate_;
};

} // namespace ws::net
