#pragma once

#include "turso/hrana_answer.hpp"
#include "turso/hrana_shape.hpp"

#include <ws/turso/error.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ws::turso
{

struct reader_limits
{
    std::size_t max_bytes = std::size_t{64} << 20; ///< of the body, decompressed
    std::size_t max_depth = 32;                    ///< of objects and arrays in each other
};

/// Reads the body of a pipeline's answer, in pieces as they arrive, straight into rows.
class hrana_reader
{
public:
    explicit hrana_reader(const pipeline_shape& asked, const reader_limits& limits = {});
    hrana_reader(hrana_reader&&) noexcept;
    hrana_reader& operator=(hrana_reader&&) noexcept;
    ~hrana_reader();

    /// Takes the next piece, of any length. False: refused, see failure(); nothing that
    /// follows is looked at, and the transfer should be ended.
    bool feed(std::string_view piece);

    /// Why a piece was refused: errc::protocol, errc::response_too_large. Null while all is
    /// well. What the request did is unknown then.
    [[nodiscard]] const error* failure() const noexcept;

    /// The baton of the answer, as far as it was read: what is refused as a whole may
    /// nevertheless have left a stream open.
    [[nodiscard]] const std::optional<std::string>& baton() const noexcept;

    /// The answer, once, after the body's clean end. Errors: failure(), errc::truncated.
    result<pipeline_answer> finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace ws::turso
