#pragma once

#include "curl_failure.hpp"
#include "curl_response.hpp"
#include "http_origin.hpp"

#include <ws/net/http_client.hpp>

#include <array>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string>
#include <string_view>

namespace ws::net
{

struct curl_easy_deleter
{
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct curl_slist_deleter
{
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// One easy handle and what a request needs while libcurl works on it; used for one
/// request after the other, for to make a handle costs more than a small request.
///
/// Sees to it that libcurl sends nothing twice that must not be: a request that ends
/// without an answer on a reused connection is otherwise sent again, up to five times
/// and without a word, POST included.
///  - A body goes through a callback, and when libcurl wants to rewind it, the answer
///    is no (CURLE_SEND_FAIL_REWIND) as soon as something was taken.
///  - Without a body there is nothing to rewind: such a request gets a new HTTP/1.1
///    connection. Over HTTP/2 libcurl counts a new connection as reused as soon as
///    another request shares it.
///  - A stream that the server refused unread (HTTP/2 REFUSED_STREAM, or a GOAWAY below
///    it) may go again. libcurl tells so in its trace only: of REFUSED_STREAM on a
///    connection that nothing else has used, of GOAWAY to one of those that share it.
///    In the other cases a refusal looks like an end, and nothing is sent again.
class curl_transfer
{
public:
    explicit curl_transfer(const http_client_options& options);
    curl_transfer(const curl_transfer&) = delete;
    curl_transfer& operator=(const curl_transfer&) = delete;

    [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }
    static curl_transfer& of(CURL* easy);

    /// Which request this is; 0 while it is none.
    std::uint64_t id = 0;

    /// Before the handle is added. Both arguments must live until finish().
    /// Throws boost::system::system_error (curl_category()) where libcurl has no memory.
    void prepare(const outgoing_request& request, const http_origin& origin);

    /// After libcurl ended it, before the handle is removed.
    transfer_result finish(CURLcode code);
    /// Before a transfer that goes on is removed: could the server have the request?
    [[nodiscard]] bool may_have_arrived() const;
    /// A connection stands and the request is on its way.
    [[nodiscard]] bool connected() const noexcept { return asked_; }
    [[nodiscard]] bool answer_began() const noexcept { return response_.began(); }

    /// After the handle was removed: forgets the request.
    void clear();

private:
    void set_constant_options(const http_client_options& options);
    void set_body(const outgoing_request& request);
    void set_connection(const outgoing_request& request, const http_origin& origin);
    void set_headers(const outgoing_request& request, const http_origin& origin);
    void append_header(const std::string& line);
    void hear(std::string_view told) noexcept;
    void forgive_what_was_sent();
    [[nodiscard]] long sent_head_bytes() const;
    [[nodiscard]] long new_connections() const;
    [[nodiscard]] incoming_response take_answer();

    static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self);
    static std::size_t on_piece(char* bytes, std::size_t, std::size_t count, void* self);
    static std::size_t give_body(char* to, std::size_t, std::size_t room, void* self);
    static int rewind_body(void* self, curl_off_t offset, int origin);
    static int before_request(void* self, char*, char*, int, int);
    static int on_trace(CURL*, curl_infotype kind, char* text, std::size_t size, void* self);

    bool http2_;
    std::unique_ptr<CURL, curl_easy_deleter> easy_;
    std::unique_ptr<curl_slist, curl_slist_deleter> headers_;
    const outgoing_request* request_ = nullptr;
    const http_origin* origin_ = nullptr;
    curl_response response_;
    std::chrono::steady_clock::time_point began_;
    std::size_t body_given_ = 0;
    bool asked_ = false;
    std::uint32_t stream_ = 0;    ///< of HTTP/2; 0 where it is not known
    bool refused_unread_ = false; ///< what was sent last
    long refused_head_bytes_ = 0; ///< sent, but proven to be refused unread
    std::array<char, CURL_ERROR_SIZE> error_text_{};
};

} // namespace ws::net
