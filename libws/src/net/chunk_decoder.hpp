#pragma once

#include <ws/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ws::net
{

/// Takes the chunked coding (RFC 9112 §7.1) off a body. Knows no socket; the
/// bytes may come in any pieces. Our own, because Beast's parser asserts on an
/// empty body that arrives in pieces.
///
/// Chunk extensions and trailer fields must have their form and are dropped.
class chunk_decoder
{
public:
    /// @param limit longest body accepted, in bytes
    explicit chunk_decoder(std::size_t limit) : limit_(limit) {}

    /// Takes what it can from the front of `bytes` and says how much that was;
    /// offer the rest again together with what follows it.
    /// Errors: errc::too_large, as soon as a chunk announces it;
    /// errc::malformed_input. The decoder is then spent.
    result<std::size_t> feed(std::string_view bytes);

    [[nodiscard]] bool done() const noexcept { return next_ == part::nothing; }

    /// The whole body; once done().
    std::string take() { return std::move(body_); }

private:
    enum class part : std::uint8_t
    {
        size_line,
        data,
        data_end,
        trailer_line,
        nothing,
    };

    result<std::size_t> take_line(std::string_view bytes);
    result<> on_line(std::string_view line);
    result<> on_size_line(std::string_view line);
    result<> on_trailer_line(std::string_view line);

    std::size_t limit_;
    std::uint64_t left_ = 0; ///< bytes of the chunk still to come
    std::size_t trailer_bytes_ = 0;
    part next_ = part::size_line;
    std::string body_;
};

} // namespace ws::net
