#pragma once

#include <ws/auth/token_reason.hpp>
#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// HS256 connection and subscription tokens, as issued by an application's own
/// backend (compatible with Centrifugo's).
namespace ws::auth
{

/// A token's wish to change a subscription's behaviour; absent = the namespace's.
struct subscription_override
{
    std::optional<bool> presence;
    std::optional<bool> join_leave;
    std::optional<bool> force_push_join_leave;
    std::optional<bool> force_recovery;
    std::optional<bool> force_positioning;

    bool operator==(const subscription_override&) const = default;
};

/// What a connection token grants for one server-side subscription.
struct token_subscription
{
    std::string info; ///< minified JSON for chan_info, or empty
    std::string data; ///< minified JSON for the subscribe result, or empty
    subscription_override override;
};

struct connection_claims
{
    std::string user; ///< "" = anonymous
    /// When the connection expires; nothing = never. May lie in the year 9999,
    /// which system_time cannot hold: compare in seconds.
    std::optional<std::chrono::sys_seconds> expires;
    std::string info; ///< minified JSON for conn_info, or empty
    std::string meta; ///< minified JSON kept on the server, or empty
    /// Claim `subs`, or `channels` where there is none.
    std::map<std::string, token_subscription> subscriptions;
};

struct subscription_claims
{
    std::string user; ///< "" = anonymous
    std::string channel;
    std::string client;                              ///< "" = any connection of the user
    std::optional<std::chrono::sys_seconds> expires; ///< as in connection_claims
    std::string info;                                ///< minified JSON for chan_info, or empty
    std::string data;                                ///< minified JSON for the subscribe result, or empty
    subscription_override override;
};

struct hmac_token_options
{
    std::vector<secret> secrets; ///< newest first; all are tried; empty = feature off
    std::string audience;        ///< exact `aud`, "" = not checked
    std::string issuer;          ///< exact `iss`, "" = not checked
};

/// Verifies HS256 tokens: form, algorithm, signature, aud/iss, exp/nbf, claims,
/// in this order. No clock skew is granted, fractions of a second are cut off
/// dates. A header with `kid` is another verifier's, so invalid here. `b64info`
/// and `b64data` win over `info` and `data` and must hold JSON as well. Unknown
/// claims and override names are ignored, wrong types are invalid. `iat` and
/// `jti` are not read. Immutable: safe from any thread.
///
/// Errors: errc::expired (right signature, but outside exp/nbf, or an expire_at
/// that has passed) and errc::invalid_token for everything else, an empty secret
/// list included.
class hmac_token_verifier
{
public:
    explicit hmac_token_verifier(hmac_token_options options) : options_(std::move(options)) {}

    /// Whether any secret is configured.
    [[nodiscard]] bool enabled() const noexcept { return !options_.secrets.empty(); }

    /// A token with a non-empty `channel` claim is invalid. An absent or empty
    /// `sub` gives user "": whether that may connect is the caller's question.
    [[nodiscard]] result<connection_claims> verify_connection(std::string_view token, system_time now) const;

    /// Does not compare user, channel and client with a connection: the caller
    /// does, because the outcome differs (close 3500 instead of error 103).
    [[nodiscard]] result<subscription_claims>
    verify_subscription(std::string_view token, system_time now) const;

private:
    hmac_token_options options_;
};

/// What to call the verifier's error for a token, in logs and counts: the names are those
/// for session tokens.
token_reason hmac_refusal(std::string_view token, errc error, system_time now);

/// Signs a payload (a JSON object's text) as a compact HS256 JWS. An empty key is
/// the caller's mistake: assert.
std::string sign_hmac_token(std::string_view payload_json, const secret& key);

} // namespace ws::auth
