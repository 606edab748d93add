#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string_view>

namespace ws::webhook
{

/// A member of an object; nullptr when `value` is no object or has none of that name.
inline const boost::json::value* member(const boost::json::value& value, std::string_view name)
{
    return value.is_object() ? value.get_object().if_contains(name) : nullptr;
}

/// A text member; nothing when absent or of another type.
inline std::optional<std::string_view> text_member(const boost::json::value& value, std::string_view name)
{
    const boost::json::value* found = member(value, name);
    if (found == nullptr || !found->is_string())
        return std::nullopt;
    return std::string_view(found->get_string());
}

} // namespace ws::webhook
