#pragma once

#include <ws/base/clock.hpp>
#include <ws/realtime/authenticator.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace ws::realtime
{

/// What a client's latest token says of it beside the user. Most connections with
/// plain tokens have none, and pay a pointer for it.
struct standing
{
    std::string session;
    std::string organization;
    std::string role;
    std::vector<std::string> permissions;
    bool impersonated = false;
    std::string actor;
    bool in_doubt = false; ///< the permissions may have changed since the token was made

    /// Whether the rules could answer the two differently.
    [[nodiscard]] bool permits_as(const standing& other) const
    {
        return organization == other.organization && role == other.role && permissions == other.permissions &&
               impersonated == other.impersonated && in_doubt == other.in_doubt;
    }
};

/// What a listing tells of a connection.
struct connection_facts
{
    connection_origin origin;
    std::string sdk;
    std::string sdk_version;
    std::chrono::sys_seconds connected{};
};

} // namespace ws::realtime
