#include <ws/turso/statement.hpp>

#include <fmt/format.h>

#include <cmath>

namespace ws::turso
{
namespace
{

/// Why `v` cannot be bound, or "".
std::string_view mistake_in(const value& v)
{
    if (const auto* real = std::get_if<double>(&v); real && !std::isfinite(*real))
        return "is not finite";
    if (const auto* text = std::get_if<std::string>(&v); text && !is_utf8(*text))
        return "is not UTF-8";
    return {};
}

std::size_t bytes_of(const value& v) noexcept
{
    constexpr std::size_t overhead = 16;
    if (const auto* text = std::get_if<std::string>(&v))
        return overhead + text->size();
    if (const auto* blob = std::get_if<blob_value>(&v))
        return overhead + blob->size();
    return overhead;
}

} // namespace

void params::add(value v)
{
    if (!named_.empty())
        refuse_positional("has no name, but others have");
    else if (const auto why = mistake_in(v); !why.empty())
        refuse_positional(why);
    positional_.push_back(std::move(v));
}

void params::add(std::string name, value v)
{
    if (!positional_.empty())
        refuse_named(name, "has a name, but others have none");
    else if (name.empty() || !is_utf8(name))
        refuse_named(name, "has a name that is empty or not UTF-8");
    else if (const auto why = mistake_in(v); !why.empty())
        refuse_named(name, why);
    named_.push_back({std::move(name), std::move(v)});
}

void params::add_or_refuse(std::optional<value> v)
{
    if (!v)
        refuse_positional("fits no SQL value");
    add(std::move(v).value_or(null_value{}));
}

void params::add_or_refuse(std::string name, std::optional<value> v)
{
    if (!v)
        refuse_named(name, "fits no SQL value");
    add(std::move(name), std::move(v).value_or(null_value{}));
}

/// As people and SQL count them: ?1 is the first.
void params::refuse_positional(std::string_view why)
{
    if (problem_.empty())
        problem_ = fmt::format("argument {} {}", positional_.size() + 1, why);
}

void params::refuse_named(std::string_view name, std::string_view why)
{
    if (problem_.empty())
        problem_ = fmt::format("argument '{}' {}", is_utf8(name) ? name : "?", why);
}

std::size_t params::size_bytes() const noexcept
{
    std::size_t bytes = 0;
    for (const auto& v : positional_)
        bytes += bytes_of(v);
    for (const auto& [name, v] : named_)
        bytes += bytes_of(v);
    return bytes;
}

} // namespace ws::turso
