#pragma once

#include "curl_failure.hpp"

#include <ws/net/http_client.hpp>

#include <cstddef>
#include <string_view>

namespace ws::net
{

/// Collects what libcurl tells of an answer, within bounds. Knows nothing of libcurl.
class curl_response
{
public:
    /// All header lines of an answer together.
    static constexpr std::size_t max_head_bytes = 256 * 1024;

    /// `request` must live as long as something is added.
    void begin(const outgoing_request& request);

    /// The status line, a header, the empty line behind them, or a trailer; with its
    /// line break. False: libcurl is to abort, see refused().
    bool add_line(std::string_view line) noexcept;
    /// The next piece of the body, without its encodings.
    /// @param whole how long the body is, as far as known: room is made for it at once
    bool add_piece(std::string_view piece, std::size_t whole) noexcept;

    [[nodiscard]] refusal refused() const noexcept { return refused_; }
    [[nodiscard]] bool began() const noexcept { return head_bytes_ > 0; }

    /// Status, headers and body; a new answer can begin.
    incoming_response take() { return std::move(answer_); }

private:
    void start_head(std::string_view status_line);
    void add_header(std::string_view line);
    void store(std::string_view piece, std::size_t whole);
    bool refuse(refusal why) noexcept;

    const outgoing_request* request_ = nullptr;
    incoming_response answer_;
    std::size_t head_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    bool head_over_ = false;
    refusal refused_ = refusal::none;
};

} // namespace ws::net
