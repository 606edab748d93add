#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace ws::turso
{

/// A JSON value that is neither object nor array.
struct json_scalar
{
    enum class form : std::uint8_t
    {
        null,
        boolean,
        number,
        text,
    };

    form is = form::null;
    bool yes = false;      ///< of a boolean
    std::string_view text; ///< of a text, its content; of a number, its digits as they came

    [[nodiscard]] bool is_null() const noexcept { return is == form::null; }
    [[nodiscard]] bool is_text() const noexcept { return is == form::text; }
};

/// The number that `digits` spell, if a T can hold it: exact, where Boost.JSON's own
/// doubles are not and its integers end at 64 bits without a word.
template <class T>
std::optional<T> number_from(std::string_view digits) noexcept
{
    T number{};
    const char* const end = digits.data() + digits.size();
    const auto [stopped_at, problem] = std::from_chars(digits.data(), end, number);
    return problem == std::errc() && stopped_at == end ? std::optional(number) : std::nullopt;
}

/// A 64-bit number that some servers write as a JSON number and others as a string.
template <class T>
std::optional<T> number_from(const json_scalar& s) noexcept
{
    const bool has_digits = s.is == json_scalar::form::number || s.is_text();
    return has_digits ? number_from<T>(s.text) : std::nullopt;
}

} // namespace ws::turso
