#pragma once

#include <ws/turso/value.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
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
/// Built in: bool (0 and 1), every integer type (an integer that does not fit is
/// refused, never cut), float and double (an integer is read as well where it is exact),
/// std::string and text views (bind only), std::vector<std::byte>, std::optional (NULL),
/// enumerations (as their integer), std::chrono::sys_time (INTEGER, in its own unit since
/// 1970; sys_days as days) and std::chrono durations (INTEGER, in their own unit), value.
template <class T>
struct column_codec;

} // namespace ws::turso
