#pragma once

#include <string>
#include <string_view>

namespace ws::webhook
{

/// Providers' names hold no NUL, so this is one to one.
inline std::string scoped_key(std::string_view provider, std::string_view key)
{
    std::string name;
    name.reserve(provider.size() + 1 + key.size());
    name.append(provider).append(1, '\0').append(key);
    return name;
}

} // namespace ws::webhook
