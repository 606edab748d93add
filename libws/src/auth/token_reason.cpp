#include <ws/auth/token_reason.hpp>

namespace ws::auth
{

std::string_view to_string(token_reason reason) noexcept
{
    switch (reason)
    {
    case token_reason::token_invalid:
        return "token-invalid";
    case token_reason::token_invalid_algorithm:
        return "token-invalid-algorithm";
    case token_reason::token_type_mismatch:
        return "token-type-mismatch";
    case token_reason::jwk_kid_mismatch:
        return "jwk-kid-mismatch";
    case token_reason::token_invalid_signature:
        return "token-invalid-signature";
    case token_reason::token_verification_failed:
        return "token-verification-failed";
    case token_reason::token_invalid_authorized_parties:
        return "token-invalid-authorized-parties";
    case token_reason::token_invalid_issuer:
        return "token-invalid-issuer";
    case token_reason::token_expired:
        return "token-expired";
    case token_reason::token_not_active_yet:
        return "token-not-active-yet";
    case token_reason::token_iat_in_the_future:
        return "token-iat-in-the-future";
    case token_reason::session_pending:
        return "session-pending";
    case token_reason::session_revoked:
        return "session-revoked";
    case token_reason::jwk_remote_failed_to_load:
        return "jwk-remote-failed-to-load";
    case token_reason::jwk_remote_invalid:
        return "jwk-remote-invalid";
    case token_reason::jwk_failed_to_resolve:
        return "jwk-failed-to-resolve";
    case token_reason::jwk_local_missing:
        return "jwk-local-missing";
    case token_reason::secret_key_invalid:
        return "secret-key-invalid";
    }
    return "unknown";
}

token_failure failure_of(token_reason reason) noexcept
{
    switch (reason)
    {
    case token_reason::token_expired:
    case token_reason::token_not_active_yet:
    case token_reason::token_iat_in_the_future:
        return token_failure::out_of_time;
    case token_reason::session_pending:
        return token_failure::pending;
    case token_reason::jwk_remote_failed_to_load:
    case token_reason::jwk_remote_invalid:
    case token_reason::jwk_failed_to_resolve:
    case token_reason::jwk_local_missing:
    case token_reason::secret_key_invalid:
        return token_failure::temporary;
    default:
        return token_failure::final;
    }
}

} // namespace ws::auth
