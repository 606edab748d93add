#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string_view>

namespace ws::auth
{

/// Why a token was not accepted, for logs and metrics. The names
/// that to_string() gives are those of Clerk's backend SDK, so that its
/// documentation applies; session_pending, session_revoked and token_type_mismatch
/// are ours or of another layer there.
enum class token_reason : std::uint8_t
{
    token_invalid,           ///< size, form, JSON, header members
    token_invalid_algorithm, ///< none that its verifier takes
    token_type_mismatch,     ///< not a session's token: a template's, a machine's
    jwk_kid_mismatch,        ///< no key of that id
    token_invalid_signature,
    token_verification_failed,        ///< `sub`, `aud`, or a date that is none
    token_invalid_authorized_parties, ///< `azp`
    token_invalid_issuer,
    token_expired,
    token_not_active_yet,
    token_iat_in_the_future,
    session_pending,           ///< signed in, but with tasks left to do
    session_revoked,           ///< on the deny list
    jwk_remote_failed_to_load, ///< no keys, or none that are young enough
    jwk_remote_invalid,        ///< the key source's answer is no key set
    jwk_failed_to_resolve,     ///< no key source is configured
    jwk_local_missing,         ///< the configured PEM key cannot be used
    secret_key_invalid,        ///< the Backend API refuses CLERK_SECRET_KEY
};

/// For example "token-expired".
std::string_view to_string(token_reason reason) noexcept;

/// What the sender of a refused token can do.
enum class token_failure : std::uint8_t
{
    final,       ///< nothing with this token
    out_of_time, ///< fetch a new token
    pending,     ///< finish signing in
    temporary,   ///< try the same again: the fault lies in our key source
};

/// Failures of our own infrastructure are `temporary`, and only they: a client
/// takes "invalid token" as final and stops reconnecting.
token_failure failure_of(token_reason reason) noexcept;

/// A value, or the reason why there is none.
template <class T>
using token_result = boost::system::result<T, token_reason>;

} // namespace ws::auth
