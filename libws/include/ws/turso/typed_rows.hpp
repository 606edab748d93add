#pragma once

#include <ws/turso/column_codec.hpp>
#include <ws/turso/error.hpp>
#include <ws/turso/rows.hpp>

#include <boost/pfr/core.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace ws::turso
{

/// Specialise it to fill a struct by its columns' names instead of their positions, in
/// the order of its members:
///
///     template <> struct ws::turso::row_names<my::user>
///     {
///         static constexpr std::array names{"id", "mail"};
///     };
///
/// Other columns are ignored then. Case matters.
template <class Row>
struct row_names
{
};

/// One column as a whole row: int64_t for `SELECT count(*)`.
template <class Row>
concept single_column_row = readable<Row>;

/// std::tuple, std::pair, std::array: by position.
template <class Row>
concept tuple_row = !readable<Row> && requires
{
    std::tuple_size<Row>::value;
};

template <class Row>
concept named_row = !readable<Row> && std::is_aggregate_v<Row> && requires
{
    row_names<Row>::names.size();
};

/// What the templates below need of no type.
namespace typed_rows
{

error wrong_column_count(std::span<const column> columns, std::size_t wanted);
/// `column` of `row` has nothing that fits `type`.
error misfit(const row_view& row, std::size_t column, std::string_view type);
/// Where the columns of these names are.
result<> find_columns(
    std::span<const column> columns, std::span<const std::string_view> names, std::span<std::size_t> places);
/// errc::no_row or errc::too_many_rows.
error not_one_row(std::size_t rows);

template <class Row>
constexpr std::size_t width()
{
    if constexpr (single_column_row<Row>)
        return 1;
    else if constexpr (tuple_row<Row>)
        return std::tuple_size_v<Row>;
    else
    {
        static_assert(
            std::is_aggregate_v<Row>, "a row is a type with a column_codec, a struct without constructors "
                                      "and bases, or a tuple");
        return boost::pfr::tuple_size_v<Row>;
    }
}

template <std::size_t I, class Row>
constexpr auto& member(Row& row)
{
    if constexpr (single_column_row<Row>)
        return row;
    else if constexpr (tuple_row<Row>)
        return std::get<I>(row);
    else
        return boost::pfr::get<I>(row);
}

} // namespace typed_rows

/// Turns rows with certain columns into Row: looks at the columns once, then reads any number.
template <class Row>
class row_reader
{
public:
    /// Errors: errc::type_mismatch: too many or too few columns; by name, one that is
    /// missing or there twice.
    static result<row_reader> for_columns(std::span<const column> columns)
    {
        row_reader reader;
        if constexpr (named_row<Row>)
        {
            static_assert(row_names<Row>::names.size() == width, "row_names has a name for every member");
            std::array<std::string_view, width> names;
            std::ranges::copy(row_names<Row>::names, names.begin());
            if (auto found = typed_rows::find_columns(columns, names, reader.places_); !found)
                return found.error();
            return reader;
        }
        if (columns.size() != width)
            return typed_rows::wrong_column_count(columns, width);
        for (std::size_t i = 0; i < width; ++i)
            reader.places_[i] = i;
        return reader;
    }

    /// Errors: errc::type_mismatch, whose message names row, column and type.
    result<Row> read(const row_view& from) const { return read(from, std::make_index_sequence<width>()); }

private:
    static constexpr std::size_t width = typed_rows::width<Row>();

    template <std::size_t... I>
    result<Row> read(const row_view& from, std::index_sequence<I...>) const
    {
        Row made{};
        std::size_t misfit = width;
        std::string_view type;
        const bool fits = ((read_member<I>(from, made, type) || (misfit = I, false)) && ...);
        if (!fits)
            return typed_rows::misfit(from, places_[misfit], type);
        return made;
    }

    template <std::size_t I>
    bool read_member(const row_view& from, Row& into, std::string_view& type) const
    {
        auto& member = typed_rows::member<I>(into);
        using member_type = std::remove_reference_t<decltype(member)>;
        static_assert(
            readable<member_type>,
            "every member of a row needs a column_codec that can read. A std::string_view "
            "or span has none: it would outlive the bytes it shows");
        type = column_codec<member_type>::type_name;
        return column_codec<member_type>::read(from[places_[I]], member);
    }

    std::array<std::size_t, width> places_{};
};

/// One row as Row: a type with a column_codec, a plain struct (its members in the order of
/// the columns, or by row_names), or a tuple. Members that may be NULL are std::optional.
///
/// Errors: errc::type_mismatch; the statement itself was carried out (outcome::executed).
template <class Row>
result<Row> read_row(const row_view& from)
{
    const auto reader = row_reader<Row>::for_columns(from.columns());
    if (!reader)
        return reader.error();
    return reader->read(from);
}

/// All rows, or why one of them does not fit. The columns are checked even if there is no row.
template <class Row>
result<std::vector<Row>> read_rows(const rows& from)
{
    const auto reader = row_reader<Row>::for_columns(from.columns());
    if (!reader)
        return reader.error();
    std::vector<Row> all;
    all.reserve(from.size());
    for (const auto row : from)
    {
        auto made = reader->read(row);
        if (!made)
            return std::move(made).error();
        all.push_back(*std::move(made));
    }
    return all;
}

/// The one row there is. Errors: as read_row(), errc::no_row, errc::too_many_rows.
template <class Row>
result<Row> read_only_row(const rows& from)
{
    if (from.size() != 1)
        return typed_rows::not_one_row(from.size());
    return read_row<Row>(from[0]);
}

} // namespace ws::turso
