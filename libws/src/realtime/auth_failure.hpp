#pragma once

#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/codes.hpp>

#include <string_view>

namespace ws::realtime
{

/// The error that tells a client of a failure which does not close it.
client_error error_of(auth_failure failure) noexcept;

/// The failure's name in the log.
std::string_view to_string(auth_failure failure) noexcept;

} // namespace ws::realtime
