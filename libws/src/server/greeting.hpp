#pragma once

#include <ws/base/clock.hpp>
#include <ws/server/config.hpp>

#include <cstdint>
#include <string>

namespace ws::server
{

/// What a developer can paste: where the server and its page are, a page's script that
/// fetches its tokens here (where Clerk issues them: with a token that is good for a day),
/// and a curl line that publishes. For development only.
std::string greeting(const config& settings, std::uint16_t port, system_time now);

} // namespace ws::server
