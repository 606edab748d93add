#pragma once

#include "chunk_decoder.hpp"
#include "http_head.hpp"

#include <ws/base/error.hpp>

#include <cstddef>
#include <optional>
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

    /// Takes what belongs to the body from the front of `bytes` and says how
    /// much that was; offer the rest again together with what follows it.
    /// Errors: errc::too_large (already for a declared length),
    /// errc::malformed_input for broken chunks.
    result<std::size_t> feed(std::string_view bytes);

    [[nodiscard]] bool done() const noexcept
    {
        return chunked_ ? chunked_->done() : counted_.size() == expected_;
    }

    /// The whole body; once done().
    std::string take() { return chunked_ ? chunked_->take() : std::move(counted_); }

private:
    std::size_t limit_;
    std::uint64_t expected_;
    std::string counted_;
    std::optional<chunk_decoder> chunked_;
};

} // namespace ws::net
