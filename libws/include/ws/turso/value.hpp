#pragma once

#include <ws/codec/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ws::turso
{

/// The five storage classes of SQLite.
enum class value_kind : std::uint8_t
{
    null,
    integer, ///< 64 bits, exact
    real,    ///< IEEE double
    text,    ///< UTF-8
    blob,
};

/// "NULL", "INTEGER", "REAL", "TEXT", "BLOB".
std::string_view to_string(value_kind k) noexcept;

struct null_value
{
    bool operator==(const null_value&) const = default;
};

using blob_value = std::vector<std::byte>;

/// One SQL value that owns its bytes: what is bound, and what is kept beyond a
/// result's life. Alternatives are in the order of value_kind.
using value = std::variant<null_value, std::int64_t, double, std::string, blob_value>;

/// One cell of a result; a view that lives as long as the rows it came from.
class value_view
{
public:
    constexpr value_view() noexcept = default;
    static value_view of(std::int64_t v) noexcept;
    static value_view of(double v) noexcept;
    static value_view text(std::string_view v) noexcept;
    static value_view blob(std::string_view bytes) noexcept;

    [[nodiscard]] value_kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == value_kind::null; }

    /// Each one's kind must be right: ask kind() first, or read typed rows (typed_rows.hpp).
    [[nodiscard]] std::int64_t as_integer() const noexcept;
    /// NaN where a remote server had a number that is not finite: the protocol
    /// keeps neither its sign nor which one it was.
    [[nodiscard]] double as_real() const noexcept;
    /// Valid UTF-8 from a remote server. A file may hold text that is not: check
    /// is_utf8() where it comes from elsewhere; typed rows do.
    [[nodiscard]] std::string_view as_text() const noexcept;
    /// The bytes of a blob, or of a text as it is stored.
    [[nodiscard]] std::span<const std::byte> as_bytes() const noexcept;

    [[nodiscard]] value to_value() const;

    /// Same kind and same content; two NaN are the same here.
    friend bool operator==(const value_view& a, const value_view& b) noexcept;

private:
    value_kind kind_ = value_kind::null;
    std::uint32_t size_ = 0;
    union
    {
        std::int64_t integer_ = 0;
        double real_;
        const char* bytes_;
    };
};

using codec::is_utf8; // what a text must be

} // namespace ws::turso
