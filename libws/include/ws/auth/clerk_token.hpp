#pragma once

#include <ws/auth/key_set.hpp>
#include <ws/auth/origin.hpp>
#include <ws/auth/token_reason.hpp>
#include <ws/base/clock.hpp>
#include <ws/codec/jws.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Clerk's session tokens (RS256), versions 1 and 2 of their claims, normalised
/// to one identity. Nothing here asks for a key over the network.
namespace ws::auth
{

/// Minutes since the user last proved a factor; -1 = never (claim `fva`).
struct factor_age
{
    std::int64_t first = -1;
    std::int64_t second = -1;

    bool operator==(const factor_age&) const = default;
};

/// Who a session token speaks for. What the token does not say is absent.
struct clerk_identity
{
    std::string user_id;               ///< `sub`: 1 to 255 bytes without control characters
    std::string session_id;            ///< `sid`, not empty
    std::optional<std::string> status; ///< `sts`; "active" where there is one
    std::chrono::sys_seconds expires;  ///< `exp`; may lie in the year 9999, so compare in seconds
    std::optional<std::chrono::sys_seconds> issued; ///< `iat`; may lie as far back

    /// The active organisation. Roles and permissions begin with "org:" in tokens
    /// of version 2; those of version 1 are taken as they are.
    std::optional<std::string> org_id;
    std::optional<std::string> org_role;
    std::optional<std::string> org_slug;
    std::optional<std::vector<std::string>> org_permissions;

    /// Somebody else works as this user (claim `act`); `actor` is who, if it says so.
    bool impersonated = false;
    bool actor_is_agent = false;
    std::optional<std::string> actor;

    std::optional<factor_age> factor_verification_age;
};

struct clerk_token_options
{
    /// `azp` must be one of these, byte for byte: normalised origins. With patterns
    /// or without, an empty list means that `azp` is not checked.
    std::vector<std::string> authorized_parties{};
    origin_list authorized_party_patterns{}; ///< for development instances only
    /// Lets a token without `azp` pass, if its request has no Origin header either.
    bool allow_missing_azp = false;
    std::vector<std::string> audience{};        ///< one must be in `aud` if there is one; empty = not checked
    std::vector<std::string> issuers{};         ///< exact `iss`; empty = not checked
    std::chrono::milliseconds clock_skew{5000}; ///< granted to exp, nbf and iat
    /// Class tags (header `cat`) that pass beside those of session tokens. A
    /// machine token's tag never does.
    std::vector<std::string> allowed_cats{};
};

/// What the claims are held against, beside the configuration.
struct token_circumstances
{
    system_time now;
    bool request_has_origin = true; ///< whether the HTTP request had an Origin header
};

/// A token whose form and header hold; its signature and claims are unknown, so
/// nothing in it may be believed. Owns what it needs: it may wait for its key.
class unverified_clerk_token
{
public:
    /// Which key it claims to be signed with: at most 8 KiB of a stranger's choice.
    [[nodiscard]] const std::optional<std::string>& key_id() const noexcept { return key_id_; }

    /// Whose it claims to be, for logs; "" where it does not say.
    [[nodiscard]] std::string_view claimed_subject() const noexcept;

private:
    friend class clerk_token_verifier;
    unverified_clerk_token(std::string_view token, codec::compact_jws jws);

    std::string signed_text_;
    codec::compact_jws jws_;
    std::optional<std::string> key_id_;
};

/// Verifies in a fixed order, so that the first fault decides the reason:
///
/// inspect(): size, form, strict JSON, `crit` and `typ`; `alg`; `cat`; `kid`'s type.
/// The algorithm comes before the key is asked for, so that a flood of unsigned
/// tokens never costs a key fetch.
///
/// verify(): key, signature; then `sub`, `aud`, `azp`, `iss`; `exp`, `nbf`, `iat`;
/// kind of token; `sts`. Claims are looked at only once the signature holds. The
/// deny list (deny_list.hpp) comes last and is the caller's.
///
/// Each failure here is about the token: none is token_failure::temporary.
/// Immutable: safe from any thread.
class clerk_token_verifier
{
public:
    explicit clerk_token_verifier(clerk_token_options options) : options_(std::move(options)) {}

    [[nodiscard]] token_result<unverified_clerk_token> inspect(std::string_view token) const;

    /// Tries every key of the token's id.
    [[nodiscard]] token_result<clerk_identity>
    verify(const unverified_clerk_token& token, const key_set& keys, const token_circumstances& now) const;

    /// Both steps, where the keys are at hand.
    [[nodiscard]] token_result<clerk_identity>
    verify(std::string_view token, const key_set& keys, const token_circumstances& now) const;

private:
    clerk_token_options options_;
};

} // namespace ws::auth
