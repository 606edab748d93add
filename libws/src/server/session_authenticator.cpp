#include "server/session_authenticator.hpp"

#include <ws/base/log.hpp>
#include <ws/codec/jws.hpp>

#include <utility>
#include <variant>

namespace ws::server
{
namespace
{

using auth::token_reason;
using realtime::auth_failure;
using realtime::identity;

/// Whose token it claims to be. What cannot be read is nobody's, and the HS256 verifier
/// finds it invalid.
bool is_for_clerk(std::string_view token)
{
    const auto jws = codec::parse_compact_jws(token);
    if (!jws)
        return false;
    if (jws->header.contains("kid"))
        return true;
    const auto* alg = jws->header.if_contains("alg");
    return alg != nullptr && alg->is_string() && alg->get_string() == "RS256";
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
        session_options options, auth::clerk_keys* keys, const auth::deny_list& denials, auth_counts& counts,
        now_fn now)
        : clerk_(std::move(options.tokens)),
          hmac_(realtime::make_hmac_authenticator(std::move(options.hmac), now)), keys_(keys),
          denials_(denials), counts_(counts), connection_ttl_(options.connection_ttl), now_(std::move(now))
    {
    }

    net::task<std::variant<identity, auth_failure>>
    authenticate(std::string_view token, const realtime::connection_origin& from) override
    {
        if (is_for_clerk(token))
            co_return co_await authenticate_session(token, from);
        auto verdict = co_await hmac_->authenticate(token, from);
        if (const auto* failure = std::get_if<auth_failure>(&verdict))
            refuse(
                *failure == auth_failure::expired ? token_reason::token_expired : token_reason::token_invalid,
                "hs256", {}, from);
        else if (const auto& user = std::get<identity>(verdict).user;
                 !user.empty() && denials_.denies({}, user, now_()))
        {
            refuse(token_reason::session_revoked, "hs256", user, from);
            co_return auth_failure::invalid;
        }
        else
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
        if (keys_ == nullptr)
        {
            // Final, unlike the same reason where keys are configured but cannot be had.
            refuse(token_reason::jwk_failed_to_resolve, "clerk", {}, from);
            co_return auth_failure::invalid;
        }
        const auto unverified = clerk_.inspect(token);
        if (!unverified)
        {
            refuse(unverified.error(), "clerk", {}, from);
            co_return outcome_of(unverified.error());
        }
        auto claims = co_await auth::verify_clerk_token(clerk_, *unverified, *keys_, now_, from.has_origin);
        if (!claims)
        {
            refuse(claims.error(), "clerk", unverified->key_id().value_or(""), from);
            co_return outcome_of(claims.error());
        }
        const system_time now = now_();
        if (denials_.denies(claims->session_id, claims->user_id, now))
        {
            refuse(token_reason::session_revoked, "clerk", claims->user_id, from);
            co_return outcome_of(token_reason::session_revoked);
        }
        ++counts_.accepted;
        identity who = identity_of(std::move(*claims));
        drop_denied_membership(who, now);
        if (connection_ttl_)
            who.expires = std::chrono::ceil<std::chrono::seconds>(now + *connection_ttl_);
        co_return who;
    }

    /// The user is welcome, the organisation in the token is not the user's any more.
    void drop_denied_membership(identity& who, system_time now) const
    {
        if (who.organization.empty() || !denials_.denies_membership(who.user, who.organization, now))
            return;
        who.organization.clear();
        who.organization_role.clear();
        who.organization_permissions.clear();
    }

    /// `about`: whom a verified token is about, or the key that an unverified one names.
    void refuse(
        token_reason reason, std::string_view verifier, std::string_view about,
        const realtime::connection_origin& from)
    {
        counts_.refuse(reason);
        log::info(
            "authentication_failed", {{"reason", to_string(reason)},
                                      {"verifier", verifier},
                                      {"about", log::excerpt(about, 64)},
                                      {"address", from.address}});
    }

    auth::clerk_token_verifier clerk_;
    std::unique_ptr<realtime::authenticator> hmac_;
    auth::clerk_keys* keys_;
    const auth::deny_list& denials_;
    auth_counts& counts_;
    std::optional<std::chrono::seconds> connection_ttl_;
    now_fn now_;
};

} // namespace

std::unique_ptr<realtime::authenticator> make_session_authenticator(
    session_options options, auth::clerk_keys* keys, const auth::deny_list& denials, auth_counts& counts,
    now_fn now)
{
    return std::make_unique<session_authenticator>(std::move(options), keys, denials, counts, std::move(now));
}

} // namespace ws::server
