#pragma once

#include <ws/auth/clerk_token.hpp>
#include <ws/auth/publishable_key.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/rsa_key.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ws::server
{

/// AUTH_LIFETIME_MODE: what a connection with a Clerk token lives by.
enum class lifetime_mode : std::uint8_t
{
    token,   ///< it expires with its token, so clients refresh every minute
    session, ///< it expires after connection_ttl; that a session ends is told by Clerk's webhook
};

/// How Clerk's session tokens are verified, checked.
struct clerk_settings
{
    /// Where keys come from, in this order; the first that is set counts.
    std::vector<codec::rsa_public_key> pem_keys; ///< CLERK_JWT_KEY: nobody is asked
    secret secret_key;                           ///< CLERK_SECRET_KEY: the Backend API, "" = not asked
    std::optional<auth::publishable_key> publishable_key; ///< the Frontend API

    std::string api_url; ///< base of the Backend API, without a '/' at its end
    std::string api_version;
    std::chrono::seconds max_stale{0}; ///< how old a key set may get while its source fails

    auth::clerk_token_options tokens;

    lifetime_mode mode = lifetime_mode::token;
    std::chrono::seconds connection_ttl{0}; ///< in mode session

    /// Whether there is any source of keys: without one no Clerk token is accepted.
    [[nodiscard]] bool has_key_source() const noexcept
    {
        return !pem_keys.empty() || !secret_key.empty() || publishable_key.has_value();
    }

    /// Where the Backend API gives the instance's key set.
    [[nodiscard]] std::string backend_jwks_url() const { return api_url + '/' + api_version + "/jwks"; }
};

} // namespace ws::server
