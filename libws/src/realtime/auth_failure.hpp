#pragma once

#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/codes.hpp>

namespace ws::realtime
{

/// The error that tells a client of a failure which does not close it.
client_error error_of(auth_failure failure) noexcept;

} // namespace ws::realtime
