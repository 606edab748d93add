#include "server/session_authenticator.hpp"

#include <ws/base/log.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/jws.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace ws::server
{
namespace
{

using auth::token_reason;
using realtime::auth_failure;
using realtime::identity;

/// Which verifier is asked, by the header alone: Clerk's, or the one for HS256 tokens. What
/// else is wrong with the token is for that verifier to say.
bool is_session_token(std::string_view token)
{
    constexpr codec::json_limits limits{.max_number_length = codec::max_token_bytes};
    if (token.size() > codec::max_token_bytes)
        return false;
    const auto text = codec::base64url_decode(token.substr(0, token.find('.')));
    if (!text)
        return false;
    const auto header = codec::parse_strict_json(*text, limits);
    if (!header || !header->is_object())
        return false;
    const auto& members = header->get_object();
    const auto* alg = members.if_contains("alg");
    return members.contains("kid") || (alg != nullptr && *alg == "RS256");
}

auth_failure outcome_of(token_reason reason)
{
    switch (auth::failure_of(reason))
    {
    case auth::token_failure::final:
        return auth_failure::invalid;
    case auth::token_failure::out_of_time:
        return auth_failure::expired;
    case auth::token_failure::pending:
        return auth_failure::pending;
    case auth::token_failure::temporary:
        break;
    }
    return auth_failure::unavailable;
}

identity identity_of(auth::clerk_identity&& claims)
{
    identity who;
    who.user = std::move(claims.user_id);
    who.session = std::move(claims.session_id);
    who.expires = claims.expires;
    who.organization = std::move(claims.org_id).value_or("");
    who.organization_role = std::move(claims.org_role).value_or("");
    if (claims.org_permissions)
        who.organization_permissions = std::move(*claims.org_permissions);
    who.impersonated = claims.impersonated;
    who.actor = std::move(claims.actor).value_or("");
    who.spread_ttl = true;
    return who;
}

class session_authenticator final : public realtime::authenticator
{
public:
    session_authenticator(
        session_options options, auth::clerk_keys* keys, const auth::deny_list& denials,
        const auth::permission_changes& changes, const auth::ticket_register& tickets, auth_counts& counts,
        now_fn now)
        : clock_skew_(options.tokens.clock_skew), clerk_(std::move(options.tokens)),
          hmac_is_on_(!options.hmac.secrets.empty()),
          hmac_(realtime::make_hmac_authenticator(std::move(options.hmac), now)), keys_(keys),
          denials_(denials), changes_(changes), tickets_(tickets), counts_(counts),
          connection_ttl_(options.connection_ttl), now_(std::move(now))
    {
    }

    net::task<std::variant<identity, auth_failure>>
    authenticate(std::string_view token, const realtime::connection_origin& from) override
    {
        if (is_session_token(token))
            co_return co_await authenticate_session(token, from);
        auto verdict = co_await hmac_->authenticate(token, from);
        if (const auto* failure = std::get_if<auth_failure>(&verdict))
        {
            refuse(hmac_reason(*failure, token), "hs256", {}, {}, from);
            co_return verdict;
        }
        const std::string& user = std::get<identity>(verdict).user;
        if (is_spent_elsewhere(token, from))
        {
            refuse(token_reason::token_invalid, "hs256", {}, user, from);
            co_return auth_failure::invalid;
        }
        if (!user.empty() && denials_.denies({}, user, now_()))
        {
            refuse(token_reason::session_revoked, "hs256", {}, user, from);
            co_return auth_failure::invalid;
        }
        ++counts_.accepted;
        co_return verdict;
    }

    result<auth::subscription_claims> verify_subscription(std::string_view token) const override
    {
        return hmac_->verify_subscription(token);
    }

private:
    net::task<std::variant<identity, auth_failure>>
    authenticate_session(std::string_view token, const realtime::connection_origin& from)
    {
        const auto unverified = clerk_.inspect(token);
        if (!unverified)
        {
            refuse(unverified.error(), "clerk", {}, {}, from);
            co_return outcome_of(unverified.error());
        }
        const std::string_view key_id = unverified->key_id() ? *unverified->key_id() : std::string_view();
        if (keys_ == nullptr)
        {
            // Final, unlike the same reason where keys are configured but cannot be had.
            refuse(token_reason::jwk_failed_to_resolve, "clerk", key_id, unverified->claimed_subject(), from);
            co_return auth_failure::invalid;
        }
        auto claims = co_await auth::verify_clerk_token(clerk_, *unverified, *keys_, now_, from.has_origin);
        const system_time now = now_();
        if (claims && denials_.denies(claims->session_id, claims->user_id, now))
            claims = token_reason::session_revoked;
        if (!claims)
        {
            refuse(claims.error(), "clerk", key_id, unverified->claimed_subject(), from);
            co_return outcome_of(claims.error());
        }
        ++counts_.accepted;
        co_return what_holds_of(std::move(*claims), now);
    }

    /// What a token says that nothing has overtaken.
    [[nodiscard]] identity what_holds_of(auth::clerk_identity&& claims, system_time now) const
    {
        const bool outdated = changes_.outdate(claims, clock_skew_, now);
        identity who = identity_of(std::move(claims));
        who.permissions_in_doubt = outdated;
        drop_denied_membership(who, now);
        who.expires = expiry_of(*who.expires, now);
        return who;
    }

    /// By the token, or by the connection's own time. A token that only the clock skew let
    /// pass has expired already: its connection gets a second, in which to refresh.
    [[nodiscard]] std::chrono::sys_seconds expiry_of(std::chrono::sys_seconds token, system_time now) const
    {
        if (connection_ttl_)
            return std::chrono::ceil<std::chrono::seconds>(now + *connection_ttl_);
        return std::max(token, std::chrono::floor<std::chrono::seconds>(now) + std::chrono::seconds(1));
    }

    /// Whether it is a ticket that another connection was opened with.
    [[nodiscard]] bool
    is_spent_elsewhere(std::string_view token, const realtime::connection_origin& from) const
    {
        if (tickets_.size() == 0)
            return false;
        const auto ticket = auth::read_upgrade_ticket(token);
        return ticket && ticket->id != from.ticket && tickets_.has_used(*ticket);
    }

    /// With the feature off, what is wrong is what would be wrong with a session token: the
    /// form, or else the algorithm.
    [[nodiscard]] token_reason hmac_reason(auth_failure failure, std::string_view token) const
    {
        const bool is_late = failure == auth_failure::expired;
        if (hmac_is_on_)
            return auth::hmac_refusal(token, is_late ? errc::expired : errc::invalid_token, now_());
        const auto unverified = clerk_.inspect(token);
        return unverified ? token_reason::token_invalid_algorithm : unverified.error();
    }

    /// The user is welcome, the organisation in the token is not the user's any more.
    void drop_denied_membership(identity& who, system_time now) const
    {
        if (who.organization.empty() || !denials_.denies_membership(who.user, who.organization, now))
            return;
        who.organization.clear();
        who.organization_role.clear();
        who.organization_permissions.clear();
        who.permissions_in_doubt = false;
    }

    /// Key and user are what the token claims: nothing may be known about it for sure.
    void refuse(
        token_reason reason, std::string_view verifier, std::string_view key_id, std::string_view user,
        const realtime::connection_origin& from)
    {
        counts_.refuse(reason);
        log::info(
            "authentication_failed", {{"reason", to_string(reason)},
                                      {"verifier", verifier},
                                      {"kid", log::excerpt(key_id)},
                                      {"claimed_user", log::excerpt(user)},
                                      {"address", from.address}});
    }

    std::chrono::milliseconds clock_skew_;
    auth::clerk_token_verifier clerk_;
    bool hmac_is_on_;
    std::unique_ptr<realtime::authenticator> hmac_;
    auth::clerk_keys* keys_;
    const auth::deny_list& denials_;
    const auth::permission_changes& changes_;
    const auth::ticket_register& tickets_;
    auth_counts& counts_;
    std::optional<std::chrono::seconds> connection_ttl_;
    now_fn now_;
};

} // namespace

std::unique_ptr<realtime::authenticator> make_session_authenticator(
    session_options options, auth::clerk_keys* keys, const auth::deny_list& denials,
    const auth::permission_changes& changes, const auth::ticket_register& tickets, auth_counts& counts,
    now_fn now)
{
    return std::make_unique<session_authenticator>(
        std::move(options), keys, denials, changes, tickets, counts, std::move(now));
}

} // namespace ws::server
