#include "server/config_reader.hpp"

#include <ws/base/duration.hpp>
#include <ws/base/json_string.hpp>
#include <ws/base/log.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ws::server
{
namespace
{

constexpr std::string_view white_space = " \t\r\n\v\f";

std::string_view trim(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
    return text.substr(0, text.find_last_not_of(white_space) + 1);
}

std::string_view strip_quotes(std::string_view text)
{
    const bool quoted =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
    return quoted ? trim(text.substr(1, text.size() - 2)) : text;
}

std::ptrdiff_t table_position(std::string_view place)
{
    const config_variable* row = find_variable(place);
    return row ? row - config_table().data() : static_cast<std::ptrdiff_t>(config_table().size());
}

std::int64_t parse_default(const config_variable& row)
{
    std::int64_t value = 0;
    std::from_chars(row.fallback.data(), row.fallback.data() + row.fallback.size(), value);
    return value;
}

/// A limit whose name is misspelt would protect nothing.
constexpr std::string_view limit_prefix = "RATE_LIMIT_";

std::string limit_names()
{
    std::string names;
    for (const config_variable& row : config_table())
        if (row.name.starts_with(limit_prefix))
            names.append(names.empty() ? "" : ", ").append(row.name);
    return names;
}

} // namespace

std::string shown(std::string_view text)
{
    const std::string_view start = log::excerpt(text, 60);
    std::string quoted;
    append_json_string(quoted, start);
    return quoted + (start.size() < text.size() ? "…" : "");
}

config_reader::config_reader(const variables& given) : refused_(given.unreadable)
{
    for (const auto& [name, raw] : given.values)
    {
        const config_variable* row = find_variable(name);
        if (row != nullptr && !refused_.contains(name))
            admit(name, *row, raw);
        else if (row == nullptr && !raw.empty() && name.starts_with(limit_prefix))
            problem(name, "is no limit of this server", fmt::format("write one of {}", limit_names()));
    }
}

void config_reader::admit(std::string_view name, const config_variable& row, std::string_view raw)
{
    const std::string_view value = strip_quotes(trim(raw));
    if (value.empty())
        return;
    if (row.state == support::not_built)
        return problem(name, "is not built in this version", "unset it");
    if (value.find("${") != std::string_view::npos)
        return problem(
            name, "still contains \"${\": the deployment did not put the real value in",
            "define the value that the ${…} refers to, or write it out");
    if (value.find('\0') != std::string_view::npos)
        return problem(name, "contains a NUL byte", "remove it");
    if (value.size() != raw.size())
        warn(name, "had white space or quotes around it, which were removed");
    values_.emplace(name, value);
}

std::optional<std::string_view> config_reader::text(std::string_view name) const
{
    const auto found = values_.find(name);
    if (found == values_.end() || refused_.contains(name))
        return std::nullopt;
    return found->second;
}

bool config_reader::is_missing(std::string_view name) const
{
    return values_.find(name) == values_.end() && !refused_.contains(name);
}

std::vector<std::string_view> config_reader::wildcards(std::string_view row) const
{
    const std::size_t star = row.find('*');
    const std::size_t fixed = row.size() - 1;
    std::vector<std::string_view> found;
    for (const auto& [name, value] : values_)
        if (const auto* of = find_variable(name);
            of != nullptr && of->name == row && !refused_.contains(name))
            found.push_back(name.substr(star, name.size() - fixed));
    return found;
}

std::vector<std::string_view> config_reader::list(std::string_view name)
{
    std::vector<std::string_view> entries;
    const auto value = text(name);
    if (!value)
        return entries;
    std::string_view rest = *value;
    for (;;)
    {
        const std::size_t comma = rest.find(',');
        if (const std::string_view entry = trim(rest.substr(0, comma)); !entry.empty())
            entries.push_back(entry);
        if (comma == std::string_view::npos)
            break;
        rest.remove_prefix(comma + 1);
    }
    if (entries.empty())
        problem(name, "holds nothing but commas", "write at least one entry, or unset it");
    return entries;
}

bool config_reader::flag(std::string_view name)
{
    const std::string_view value = text(name).value_or(find_variable(name)->fallback);
    if (value == "1" || value == "true")
        return true;
    if (value != "0" && value != "false")
        problem(name, fmt::format("is {}", shown(value)), "write 1 or 0");
    return false;
}

std::int64_t config_reader::integer(std::string_view name, std::optional<std::int64_t> fallback)
{
    const config_variable& row = *find_variable(name);
    const std::int64_t otherwise = fallback ? *fallback : parse_default(row);
    const auto value = text(name);
    if (!value)
        return otherwise;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error == std::errc{} && end == value->data() + value->size() && number >= row.min &&
        number <= row.max)
        return number;
    problem(
        name, fmt::format("is {}", shown(*value)),
        fmt::format("write a whole number from {} to {}", row.min, row.max));
    return otherwise;
}

std::chrono::seconds config_reader::duration(std::string_view name)
{
    const config_variable& row = *find_variable(name);
    const auto otherwise = parse_duration(row.fallback).value();
    const auto value = text(name);
    if (!value)
        return otherwise;
    const auto length = parse_duration(*value);
    if (length && length->count() >= row.min && length->count() <= row.max)
        return *length;
    problem(
        name, fmt::format("is {}", shown(*value)),
        fmt::format(
            "write a duration from {} to {}", to_text(std::chrono::seconds(row.min)),
            to_text(std::chrono::seconds(row.max))));
    return otherwise;
}

std::optional<std::size_t>
config_reader::choice(std::string_view name, std::span<const std::string_view> names)
{
    const std::string_view value = text(name).value_or(find_variable(name)->fallback);
    const auto found = std::find(names.begin(), names.end(), value);
    if (found != names.end())
        return static_cast<std::size_t>(found - names.begin());
    problem(name, fmt::format("is {}", shown(value)), fmt::format("write one of {}", fmt::join(names, ", ")));
    return std::nullopt;
}

void config_reader::problem(std::string_view name, std::string what, std::string mend)
{
    problems_.push_back({std::string(name), std::move(what), std::move(mend)});
    refused_.emplace(name);
}

void config_reader::warn(std::string_view name, std::string text)
{
    warnings_.push_back({std::string(name), std::move(text)});
}

std::vector<config_problem> config_reader::problems() const
{
    auto sorted = problems_;
    std::stable_sort(
        sorted.begin(), sorted.end(),
        [](const config_problem& a, const config_problem& b)
        { return table_position(a.place) < table_position(b.place); });
    return sorted;
}

std::vector<config_warning> config_reader::warnings() const
{
    auto sorted = warnings_;
    std::stable_sort(
        sorted.begin(), sorted.end(),
        [](const config_warning& a, const config_warning& b)
        { return table_position(a.variable) < table_position(b.variable); });
    return sorted;
}

} // namespace ws::server
