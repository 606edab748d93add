#pragma once

#include "http_head.hpp"

#include <ws/base/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ws::net
{

/// Gathers the body of one request from whatever arrives. Knows no socket:
/// feed it what was read until it is done().
class http_body
{
public:
    /// @param limit longest body accepted, in bytes, chunk headers not counted
    http_body(const http_head& head, std::size_t limit);
    ~http_body();
    http_body(const http_body&) = delete;
    http_body& operator=(const http_body&) = delete;

    /// Takes what belongs to the body from the front of `bytes` and says how
    /// much that was; offer the rest again together with what follows it.
    /// Errors: errc::too_large (already for a declared length),
    /// errc::malformed_input for broken chunks.
    result<std::size_t> feed(std::string_view bytes);

    [[nodiscard]] bool done() const noexcept;

    /// The whole body; once done().
    std::string take();

private:
    class chunk_parser;

    result<std::size_t> feed_counted(std::string_view bytes);
    result<std::size_t> feed_chunked(std::string_view bytes);

    std::size_t limit_;
    std::uint64_t expected_;
    std::string counted_;
    std::unique_ptr<chunk_parser> chunked_;
};

} // namespace ws::net
