#pragma once

#include <ws/base/clock.hpp>
#include <ws/server/config.hpp>

#include <cstdint>
#include <string>

namespace ws::server
{

/// What a developer can paste: where the server is, a curl line that publishes,
/// and a page's script with a token that is good for a day. For development only.
std::string greeting(const config& settings, std::uint16_t port, system_time now);

} // namespace ws::server
