#include "auth/token_claims.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/codec/jws.hpp>
#include <ws/codec/strict_json.hpp>

#include <openssl/crypto.h>

#include <utility>

namespace ws::auth
{
namespace
{

/// The header only says which verifier is asked, never how this one checks.
bool header_is_hs256(const boost::json::object& header)
{
    const auto* alg = header.if_contains("alg");
    return !header.contains("kid") && alg != nullptr && alg->is_string() && alg->get_string() == "HS256";
}

/// Tries every secret, also after a match: the time must not tell which it was.
bool signature_holds(const std::vector<secret>& secrets, const codec::compact_jws& jws)
{
    bool holds = false;
    for (const secret& key : secrets)
    {
        if (key.empty())
            continue;
        auto expected = codec::hmac_sha256(key.reveal(), jws.signing_input);
        holds = codec::equal_constant_time(codec::as_view(expected), jws.signature) || holds;
        OPENSSL_cleanse(expected.data(), expected.size()); // it would be a forged token's signature
    }
    return holds;
}

/// Form, algorithm, signature, aud and iss: what both kinds of token share.
result<codec::compact_jws> authenticate(const hmac_token_options& options, std::string_view token)
{
    auto jws = codec::parse_compact_jws(token, token_json);
    if (!jws)
        return jws;
    if (!header_is_hs256(jws->header) || !signature_holds(options.secrets, *jws))
        return errc::invalid_token;
    const claim_object claims{jws->payload, jws->payload_text};
    if (!options.audience.empty() && !audience_includes(claims, options.audience))
        return errc::invalid_token;
    if (!options.issuer.empty())
    {
        const auto issuer = text_claim(claims, "iss");
        if (!issuer || *issuer != options.issuer)
            return errc::invalid_token;
    }
    return jws;
}

} // namespace

result<connection_claims>
hmac_token_verifier::verify_connection(std::string_view token, system_time now) const
{
    const auto jws = authenticate(options_, token);
    if (!jws)
        return jws.error();
    const claim_object claims{jws->payload, jws->payload_text};

    const auto channel = text_claim(claims, "channel");
    if (!channel || !channel->empty())
        return errc::invalid_token;
    const auto expires = lifetime_claim(claims, now);
    if (!expires)
        return expires.error();

    auto user = text_claim(claims, "sub");
    auto info = json_claim(claims, "info");
    auto subscriptions = subscription_claims_of(claims);
    if (!user || !info || !subscriptions)
        return errc::invalid_token;
    connection_claims result;
    result.user = std::move(*user);
    result.expires = *expires;
    result.info = std::move(*info);
    result.meta = codec::minify_json(codec::raw_member(claims.text, "meta"));
    result.subscriptions = std::move(*subscriptions);
    return result;
}

result<subscription_claims>
hmac_token_verifier::verify_subscription(std::string_view token, system_time now) const
{
    const auto jws = authenticate(options_, token);
    if (!jws)
        return jws.error();
    const claim_object claims{jws->payload, jws->payload_text};

    const auto expires = lifetime_claim(claims, now);
    if (!expires)
        return expires.error();

    auto user = text_claim(claims, "sub");
    auto channel = text_claim(claims, "channel");
    auto client = text_claim(claims, "client");
    auto info = json_claim(claims, "info");
    auto data = json_claim(claims, "data");
    const auto override = override_claim(claims);
    if (!user || !channel || channel->empty() || !client || !info || !data || !override)
        return errc::invalid_token;
    subscription_claims result;
    result.user = std::move(*user);
    result.channel = std::move(*channel);
    result.client = std::move(*client);
    result.expires = *expires;
    result.info = std::move(*info);
    result.data = std::move(*data);
    result.override = *override;
    return result;
}

token_reason hmac_refusal(std::string_view token, errc error, system_time now)
{
    const auto jws = codec::parse_compact_jws(token, token_json);
    if (!jws)
        return token_reason::token_invalid;
    if (!header_is_hs256(jws->header))
        return token_reason::token_invalid_algorithm;
    if (error != errc::expired)
        return token_reason::token_invalid;
    return begins_later({jws->payload, jws->payload_text}, now) ? token_reason::token_not_active_yet
                                                                : token_reason::token_expired;
}

std::string sign_hmac_token(std::string_view payload_json, const secret& key)
{
    std::string token = codec::base64url_encode(R"({"alg":"HS256","typ":"JWT"})");
    token += '.';
    token += codec::base64url_encode(payload_json);
    const auto signature = codec::hmac_sha256(key.reveal(), token);
    token += '.';
    token += codec::base64url_encode(codec::as_view(signature));
    return token;
}

} // namespace ws::auth
