#pragma once

#include "turso/hrana_members.hpp"
#include "turso/hrana_scalar.hpp"

#include <ws/turso/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ws::turso
{

/// Reads one value object, {"type":…,"value":…} or {"type":"blob","base64":…}, its
/// members in any order. Used for one cell after the other: it keeps its memory.
class cell_reader
{
public:
    void begin() noexcept;
    /// False when no value has such a member.
    [[nodiscard]] bool put(member m, const json_scalar& s);
    /// The cell, a view into the reader until the next begin(). Nothing when it is none
    /// that the protocol has.
    [[nodiscard]] std::optional<value_view> end();

private:
    enum class wire_type : std::uint8_t
    {
        unknown,
        null,
        integer,
        real,
        text,
        blob,
    };

    static wire_type type_of(std::string_view name) noexcept;
    std::optional<value_view> end_blob();

    wire_type type_ = wire_type::unknown;
    bool has_value_ = false;
    json_scalar::form value_form_ = json_scalar::form::null;
    std::string value_;
    std::string base64_;
    std::string bytes_; ///< of a blob
};

} // namespace ws::turso
