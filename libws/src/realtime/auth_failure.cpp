#include "realtime/auth_failure.hpp"

namespace ws::realtime
{

client_error error_of(auth_failure failure) noexcept
{
    switch (failure)
    {
    case auth_failure::expired:
        return error::token_expired;
    case auth_failure::pending:
        return error::unauthorized;
    case auth_failure::invalid:
        return error::permission_denied;
    case auth_failure::unavailable:
        break;
    }
    return error::internal;
}

std::string_view to_string(auth_failure failure) noexcept
{
    switch (failure)
    {
    case auth_failure::expired:
        return "expired";
    case auth_failure::pending:
        return "pending";
    case auth_failure::invalid:
        return "invalid";
    case auth_failure::unavailable:
        break;
    }
    return "unavailable";
}

} // namespace ws::realtime
