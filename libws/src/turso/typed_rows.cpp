#include <ws/turso/typed_rows.hpp>

#include <fmt/format.h>

namespace ws::turso::typed_rows
{
namespace
{

/// The statement was carried out; only its result cannot be used as it was asked for.
error mismatch(errc code, std::string message)
{
    error e;
    e.code = code;
    e.what_happened = outcome::executed;
    e.message = std::move(message);
    return e;
}

std::string_view ordinal_suffix(std::size_t n)
{
    const bool teen = n / 10 % 10 == 1;
    const auto digit = n % 10;
    if (teen || digit == 0 || digit > 3)
        return "th";
    return digit == 1 ? "st" : digit == 2 ? "nd" : "rd";
}

/// "column 'created' (3rd)": names may be empty or occur twice.
std::string place(const column& c, std::size_t index)
{
    return fmt::format("column '{}' ({}{})", c.name, index + 1, ordinal_suffix(index + 1));
}

} // namespace

error wrong_column_count(std::span<const column> columns, std::size_t wanted)
{
    const auto counts = fmt::format("the result has {} columns, the row type {}", columns.size(), wanted);
    if (columns.size() > wanted)
        return mismatch(
            errc::type_mismatch, fmt::format("{}: no member for {}", counts, place(columns[wanted], wanted)));
    return mismatch(errc::type_mismatch, counts);
}

error misfit(const row_view& row, std::size_t column, std::string_view type)
{
    const auto cell = row[column];
    const bool broken = cell.kind() == value_kind::text && !is_utf8(cell.as_text());
    return mismatch(
        errc::type_mismatch,
        fmt::format(
            "{}: {}{} does not fit {}, row {}", place(row.columns()[column], column), to_string(cell.kind()),
            broken ? " that is not UTF-8" : "", type, row.index() + 1));
}

result<> find_columns(
    std::span<const column> columns, std::span<const std::string_view> names, std::span<std::size_t> places)
{
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        const auto first = std::ranges::find(columns, names[i], &column::name);
        if (first == columns.end())
            return mismatch(errc::type_mismatch, fmt::format("the result has no column '{}'", names[i]));
        places[i] = static_cast<std::size_t>(first - columns.begin());
        if (std::ranges::count(columns, names[i], &column::name) > 1)
            return mismatch(errc::type_mismatch, fmt::format("the result has column '{}' twice", names[i]));
    }
    return {};
}

error not_one_row(std::size_t rows)
{
    if (rows == 0)
        return mismatch(errc::no_row, "no row where one was expected");
    return mismatch(errc::too_many_rows, fmt::format("{} rows where one was expected", rows));
}

} // namespace ws::turso::typed_rows
