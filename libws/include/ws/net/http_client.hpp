#pragma once

#include <ws/base/error.hpp>
#include <ws/net/http_message.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::net
{

/// One request to another server.
struct outgoing_request
{
    std::string method = "GET";
    std::string url; ///< absolute, http or https; sent as it is
    /// Beside Host and Content-Length, which the client sets, and Accept-Encoding, which it
    /// sends but to this machine over plain HTTP. No "Expect" is ever sent.
    std::vector<http_header> headers;
    std::string body;

    /// Whether it does no harm when it is carried out twice. Only then is it sent
    /// again when a connection that was kept open turns out to be dead (by libcurl, up
    /// to five times while it meets such connections).
    ///
    /// A request that is neither repeatable nor has a body gets a new HTTP/1.1
    /// connection each time, for libcurl would send it again on a reused one: set this
    /// for GET, HEAD and whatever else may be.
    bool repeatable = false;

    /// Does not wait for one of max_connections_per_host: others out there may wait for
    /// what it brings about. It is up to the caller that there are only few of them.
    bool urgent = false;

    std::chrono::milliseconds deadline{10'000}; ///< for everything, the last body byte included
    /// For name, TCP and TLS; not for the wait until a connection is free.
    std::chrono::milliseconds connect_timeout{3'000};
    /// Longest body accepted, counted after decompression; beyond it errc::too_large.
    std::size_t max_response_bytes = 1024 * 1024;

    /// Where set, the body of an answer goes there piece by piece, after
    /// decompression and whatever the status is, and incoming_response::body stays
    /// empty. False ends the transfer with errc::malformed_input. Called on the
    /// client's executor; must not start requests, nor destroy the client. One that
    /// throws ends the transfer with errc::unavailable.
    std::function<bool(unsigned status, std::string_view piece)> on_body;
};

/// An answer that arrived whole. Redirects are answers too: none is followed.
struct incoming_response
{
    unsigned status = 0;
    std::vector<http_header> headers;
    std::string body;
    bool reused_connection = false;
    bool http2 = false;
    std::size_t wire_bytes = 0; ///< of the body, before decompression

    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Why there is no whole answer.
///
/// errc::timed_out (deadline or connect_timeout), errc::too_large (the body, or more than
/// 256 KiB of headers), errc::malformed_input (refused by on_body, or not HTTP; or the
/// request's own method or headers are not), errc::closed (the client is going),
/// errc::unavailable (no memory for the answer), boost::asio::error::operation_aborted
/// (cancelled), or a code of curl_category().
struct transfer_failure
{
    error_code code;
    std::string message; ///< what happened, for people; without headers, body and user-info
    /// False only where it is proven that no byte of the request left this process
    /// on a connection, or that the server refused it unread (HTTP/2 REFUSED_STREAM, or
    /// a GOAWAY below it; RFC 9113 §8.7). libcurl 7.88 does not tell of every refusal:
    /// one on a connection that was used before, or that other requests share, may
    /// count as an unknown outcome.
    bool may_have_arrived = true;
};

using transfer_result = boost::system::result<incoming_response, transfer_failure>;

/// Numbers are libcurl's CURLcode.
const boost::system::error_category& curl_category() noexcept;

struct http_client_options
{
    std::size_t max_connections_per_host = 8;
    std::size_t max_idle_connections = 16;
    std::chrono::seconds max_idle{45}; ///< a connection that rested longer is not used again
    std::chrono::seconds max_age{300};
    std::string ca_file; ///< PEM; "" = the system's certificates
    bool http2 = true;   ///< over TLS, where the server offers it
    std::string user_agent;
};

/// Asks other servers over HTTP without blocking the loop.
///
/// Belongs to one executor that runs one handler at a time (a shard's io_context,
/// or a strand): call it and destroy it only there. Connections are reused.
/// Requests beyond max_connections_per_host wait for a connection within their deadline,
/// who came first goes first; over HTTP/2 a hundred go at once. While nothing is under
/// way the client does not keep the loop running; idle connections are closed when the
/// next request finds them too old.
class http_client
{
public:
    /// What is under way ends with errc::closed, posted.
    virtual ~http_client() = default;

    /// Completes with transfer_result, through the executor of the handler, and never
    /// before it has returned. Honours the handler's cancellation slot (any type): the
    /// transfer is aborted. The slot may be emitted on any thread.
    template <boost::asio::completion_token_for<void(transfer_result)> Token>
    auto send(outgoing_request request, Token&& token)
    {
        auto start = [this](auto handler, outgoing_request r)
        { this->start(std::move(r), std::move(handler)); };
        return boost::asio::async_initiate<Token, void(transfer_result)>(
            std::move(start), token, std::move(request));
    }

    /// How many requests have not been answered yet, the waiting ones included.
    [[nodiscard]] virtual std::size_t under_way() const noexcept = 0;

private:
    virtual void
    start(outgoing_request request, boost::asio::any_completion_handler<void(transfer_result)> handler) = 0;
};

/// On libcurl's multi socket interface: no thread, but for libcurl's own while it resolves
/// a name. A connection takes two descriptors. Throws boost::system::system_error where
/// libcurl cannot be initialised.
std::unique_ptr<http_client>
make_curl_http_client(boost::asio::any_io_executor executor, http_client_options options);

} // namespace ws::net
