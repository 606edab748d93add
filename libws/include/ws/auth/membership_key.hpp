#pragma once

#include <string>
#include <string_view>
#include <tuple>

namespace ws::auth
{

/// A user in an organisation, as a key of tables. Sorts by organisation, then by user.
struct membership_key
{
    std::string organization;
    std::string user;
};

/// The same to look one up by.
struct membership_view
{
    std::string_view organization;
    std::string_view user;

    explicit operator membership_key() const { return {std::string(organization), std::string(user)}; }
};

struct by_organization
{
    using is_transparent = void;

    bool operator()(const auto& a, const auto& b) const
    {
        return std::tuple<std::string_view, std::string_view>(a.organization, a.user) <
               std::tuple<std::string_view, std::string_view>(b.organization, b.user);
    }
};

} // namespace ws::auth
