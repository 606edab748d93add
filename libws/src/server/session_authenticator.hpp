#pragma once

#include "server/auth_counts.hpp"

#include <ws/auth/clerk_keys.hpp>
#include <ws/auth/clerk_token.hpp>
#include <ws/auth/deny_list.hpp>
#include <ws/auth/hmac_token.hpp>
#include <ws/auth/permission_changes.hpp>
#include <ws/auth/upgrade_ticket.hpp>
#include <ws/realtime/authenticator.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace ws::server
{

struct session_options
{
    auth::clerk_token_options tokens;
    auth::hmac_token_options hmac;
    /// Connections live this long from their token's check, whatever its `exp`; nothing:
    /// as long as the token.
    std::optional<std::chrono::seconds> connection_ttl;
};

/// Clerk's session tokens and HS256 tokens behind one door. A token whose header has
/// `kid` or alg RS256 is for Clerk's verifier alone, every other one for the HS256
/// verifier alone: never one after the other's refusal. The deny list is asked last,
/// after every wait, and so is what changed since a session token was made: it still says
/// who its user is, but leaves the permissions in doubt. A used ticket is a token for the
/// connection that it was spent on alone. A verifier that is not configured finds its tokens
/// invalid.
///
/// `keys` is null where no Clerk key source is configured; keys, denials, changes, tickets
/// and counts must outlive it.
std::unique_ptr<realtime::authenticator> make_session_authenticator(
    session_options options, auth::clerk_keys* keys, const auth::deny_list& denials,
    const auth::permission_changes& changes, const auth::ticket_register& tickets, auth_counts& counts,
    now_fn now);

} // namespace ws::server
