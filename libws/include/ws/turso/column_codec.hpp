#pragma once

#include <ws/turso/value.hpp>

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ws::turso
{

/// How a C++ type is bound to a statement and read from a cell.
///
/// Specialise it for a type of your own:
///
///     template <> struct ws::turso::column_codec<my::uuid>
///     {
///         static constexpr std::string_view type_name = "uuid";
///         static value to_value(const my::uuid& u);                 // to bind it
///         static bool read(const value_view& cell, my::uuid& into); // false: does not fit
///     };
///
/// Where some contents have no value, to_value() returns std::optional<value>: a call
/// with one that has none fails with errc::bad_argument. `type_name` is for messages.
///
/// Built in: bool (0 and 1), every integer type (an integer that does not fit is
/// refused, never cut), float and double (an integer is read as well where it is exact),
/// std::string and text views (bind only), std::vector<std::byte>, std::optional (NULL),
/// enumerations (as their integer), std::chrono::sys_time (INTEGER, in its own unit since
/// 1970; sys_days as days) and std::chrono durations (INTEGER, in their own unit), value.
/// Not char and its kin: a letter is a text, a number has a numeric type.
template <class T>
struct column_codec;

/// T can be an argument.
template <class T>
concept bindable = requires(const T& content)
{
    {
        column_codec<T>::to_value(content)
        } -> std::convertible_to<std::optional<value>>;
};

/// T can be read from a cell.
template <class T>
concept readable = requires(const value_view& cell, T& into)
{
    {
        column_codec<T>::read(cell, into)
        } -> std::same_as<bool>;
    {
        column_codec<T>::type_name
        } -> std::convertible_to<std::string_view>;
};

/// The integer types that are numbers.
template <class T>
concept number_integer =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <>
struct column_codec<bool>
{
    static constexpr std::string_view type_name = "bool";
    static value to_value(bool content) { return std::int64_t{content}; }
    static bool read(const value_view& cell, bool& into)
    {
        if (cell.kind() != value_kind::integer || (cell.as_integer() != 0 && cell.as_integer() != 1))
            return false;
        into = cell.as_integer() == 1;
        return true;
    }
};

template <number_integer T>
struct column_codec<T>
{
    static constexpr std::string_view type_name = []
    {
        constexpr std::string_view names[2][4] = {
            {"uint8", "uint16", "uint32", "uint64"}, {"int8", "int16", "int32", "int64"}};
        return names[std::signed_integral<T>][sizeof(T) == 8 ? 3 : sizeof(T) / 2];
    }();

    static std::optional<value> to_value(T content)
    {
        if (!std::in_range<std::int64_t>(content))
            return std::nullopt;
        return static_cast<std::int64_t>(content);
    }
    static bool read(const value_view& cell, T& into)
    {
        if (cell.kind() != value_kind::integer || !std::in_range<T>(cell.as_integer()))
            return false;
        into = static_cast<T>(cell.as_integer());
        return true;
    }
};

template <std::floating_point T>
requires(std::same_as<T, float> || std::same_as<T, double>) struct column_codec<T>
{
    static constexpr std::string_view type_name = std::same_as<T, float> ? "float" : "double";
    /// Up to here every integer has a T of its own.
    static constexpr std::int64_t largest_exact = std::int64_t{1} << std::numeric_limits<T>::digits;

    static value to_value(T content) { return static_cast<double>(content); }
    /// A float takes the nearest one, but no double beyond its range.
    static bool read(const value_view& cell, T& into)
    {
        if (cell.kind() == value_kind::integer)
        {
            const auto whole = cell.as_integer();
            into = static_cast<T>(whole);
            return whole >= -largest_exact && whole <= largest_exact;
        }
        if (cell.kind() != value_kind::real)
            return false;
        const double exact = cell.as_real();
        if (std::isfinite(exact) && std::abs(exact) > static_cast<double>(std::numeric_limits<T>::max()))
            return false;
        into = static_cast<T>(exact);
        return true;
    }
};

template <>
struct column_codec<std::string>
{
    static constexpr std::string_view type_name = "string";
    static value to_value(const std::string& content) { return content; }
    static bool read(const value_view& cell, std::string& into)
    {
        if (cell.kind() != value_kind::text || !is_utf8(cell.as_text()))
            return false;
        into.assign(cell.as_text());
        return true;
    }
};

/// To bind only: a row outlives the cells it was read from.
template <>
struct column_codec<std::string_view>
{
    static value to_value(std::string_view content) { return std::string(content); }
};

/// A null pointer is NULL.
template <>
struct column_codec<const char*>
{
    static value to_value(const char* content)
    {
        return content ? value(std::string(content)) : value(null_value{});
    }
};

template <>
struct column_codec<char*> : column_codec<const char*>
{
};

/// A literal or a buffer: up to its first '\0'.
template <std::size_t N>
struct column_codec<char[N]>
{
    static value to_value(const char (&content)[N])
    {
        const std::string_view all(content, N);
        return std::string(all.substr(0, all.find('\0')));
    }
};

template <>
struct column_codec<blob_value>
{
    static constexpr std::string_view type_name = "vector<byte>";
    static value to_value(const blob_value& content) { return content; }
    static bool read(const value_view& cell, blob_value& into)
    {
        if (cell.kind() != value_kind::blob)
            return false;
        const auto bytes = cell.as_bytes();
        into.assign(bytes.begin(), bytes.end());
        return true;
    }
};

/// To bind only, for the same reason as text views.
template <>
struct column_codec<std::span<const std::byte>>
{
    static value to_value(std::span<const std::byte> content)
    {
        return blob_value(content.begin(), content.end());
    }
};

template <>
struct column_codec<null_value>
{
    static constexpr std::string_view type_name = "NULL";
    static value to_value(null_value) { return null_value{}; }
    static bool read(const value_view& cell, null_value&) { return cell.is_null(); }
};

template <>
struct column_codec<std::nullopt_t>
{
    static value to_value(std::nullopt_t) { return null_value{}; }
};

template <>
struct column_codec<std::nullptr_t>
{
    static value to_value(std::nullptr_t) { return null_value{}; }
};

/// Whatever the cell has. Text need not be UTF-8 here.
template <>
struct column_codec<value>
{
    static constexpr std::string_view type_name = "value";
    static value to_value(const value& content) { return content; }
    static bool read(const value_view& cell, value& into)
    {
        into = cell.to_value();
        return true;
    }
};

/// To bind only: a cell of one result as the argument of another statement.
template <>
struct column_codec<value_view>
{
    static value to_value(const value_view& content) { return content.to_value(); }
};

template <class T>
struct column_codec<std::optional<T>>
{
    static constexpr std::string_view type_name = []
    {
        if constexpr (readable<T>)
            return std::string_view(column_codec<T>::type_name);
        return std::string_view();
    }();

    static std::optional<value> to_value(const std::optional<T>& content) requires bindable<T>
    {
        if (!content)
            return null_value{};
        return column_codec<T>::to_value(*content);
    }
    static bool read(const value_view& cell, std::optional<T>& into) requires readable<T>
    {
        if (cell.is_null())
        {
            into.reset();
            return true;
        }
        return column_codec<T>::read(cell, into.emplace());
    }
};

template <class T>
concept number_enumeration = std::is_enum_v<T> &&
    (number_integer<std::underlying_type_t<T>> || std::same_as<std::underlying_type_t<T>, bool>);

template <number_enumeration T>
struct column_codec<T>
{
    using number = std::underlying_type_t<T>;
    static constexpr std::string_view type_name = "enumeration";

    static std::optional<value> to_value(T content)
    {
        return column_codec<number>::to_value(static_cast<number>(content));
    }
    /// Any number of the underlying type: whether it has a name is the caller's to check.
    static bool read(const value_view& cell, T& into)
    {
        number as_number{};
        if (!column_codec<number>::read(cell, as_number))
            return false;
        into = static_cast<T>(as_number);
        return true;
    }
};

template <class Rep, class Period>
struct column_codec<std::chrono::duration<Rep, Period>>
{
    using duration = std::chrono::duration<Rep, Period>;
    static constexpr std::string_view type_name = "duration";

    static std::optional<value> to_value(duration content)
    {
        return column_codec<Rep>::to_value(content.count());
    }
    static bool read(const value_view& cell, duration& into)
    {
        Rep count{};
        if (!column_codec<Rep>::read(cell, count))
            return false;
        into = duration(count);
        return true;
    }
};

template <class Duration>
struct column_codec<std::chrono::sys_time<Duration>>
{
    static constexpr std::string_view type_name = "sys_time";

    static std::optional<value> to_value(std::chrono::sys_time<Duration> content)
    {
        return column_codec<Duration>::to_value(content.time_since_epoch());
    }
    static bool read(const value_view& cell, std::chrono::sys_time<Duration>& into)
    {
        Duration since_1970{};
        if (!column_codec<Duration>::read(cell, since_1970))
            return false;
        into = std::chrono::sys_time<Duration>(since_1970);
        return true;
    }
};

} // namespace ws::turso
