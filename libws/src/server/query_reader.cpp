#include "server/query_reader.hpp"

#include <ws/codec/form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ws::server
{

query_reader::query_reader(std::string_view query)
{
    auto pairs = codec::form_decode(query);
    if (!pairs)
        refuse("the query has a broken percent escape");
    else
        add(std::move(*pairs));
}

void query_reader::add(std::vector<std::pair<std::string, std::string>> pairs)
{
    for (auto& [name, value] : pairs)
        if (const bool is_new = values_.emplace(name, std::move(value)).second; !is_new)
            refuse(fmt::format("the parameter {} comes twice", name));
}

std::string query_reader::text(std::string_view name)
{
    asked_.emplace(name);
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
}

std::vector<std::string> query_reader::list(std::string_view name)
{
    std::vector<std::string> entries;
    const std::string all = text(name);
    for (std::string_view rest = all; !rest.empty();)
    {
        const auto comma = std::min(rest.find(','), rest.size());
        if (comma > 0)
            entries.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return entries;
}

std::int64_t
query_reader::whole_number(std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max)
{
    const std::string digits = text(name);
    if (digits.empty())
        return fallback;
    std::int64_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped_at, failure] = std::from_chars(digits.data(), end, number);
    if (failure == std::errc() && stopped_at == end && number >= min && number <= max)
        return number;
    refuse(fmt::format("the parameter {} must be a whole number from {} to {}", name, min, max));
    return fallback;
}

void query_reader::refuse(std::string mistake)
{
    if (mistake_.empty())
        mistake_ = std::move(mistake);
}

std::string query_reader::mistake() const
{
    if (!mistake_.empty())
        return mistake_;
    for (const auto& [name, value] : values_)
        if (asked_.find(name) == asked_.end())
            return fmt::format("there is no parameter {}", name);
    return {};
}

} // namespace ws::server
