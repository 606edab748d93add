#include "auth/clerk_claims.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/value.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

namespace json = boost::json;

// Class tags of Clerk's tokens, internal details of its SDK: one key signs all
// classes, so this is what keeps other tokens from opening a socket.
constexpr std::string_view session_cat = "cl_B7d4PD111AAA";
constexpr std::string_view machine_cat = "cl_B7d4PD333AAA";
constexpr std::string_view unspecified_cat = "cl_I7d4PD111III";

std::optional<token_reason> check_cat(const json::object& header, const std::vector<std::string>& allowed)
{
    const json::value* cat = header.if_contains("cat");
    if (cat == nullptr)
        return std::nullopt;
    if (!cat->is_string())
        return token_reason::token_type_mismatch;
    const std::string_view tag(cat->get_string());
    if (tag == machine_cat)
        return token_reason::token_invalid;
    if (tag == session_cat || tag == unspecified_cat ||
        std::find(allowed.begin(), allowed.end(), tag) != allowed.end())
        return std::nullopt;
    return token_reason::token_type_mismatch;
}

std::optional<token_reason> check_header(const json::object& header, const clerk_token_options& options)
{
    const json::value* alg = header.if_contains("alg");
    if (alg == nullptr || !alg->is_string() || alg->get_string() != "RS256")
        return token_reason::token_invalid_algorithm;
    if (const auto fault = check_cat(header, options.allowed_cats))
        return fault;
    const json::value* kid = header.if_contains("kid");
    if (kid != nullptr && !kid->is_string())
        return token_reason::token_invalid;
    return std::nullopt;
}

} // namespace

unverified_clerk_token::unverified_clerk_token(std::string_view token, codec::compact_jws jws)
    : signed_text_(token.substr(0, jws.signing_input.size())), jws_(std::move(jws))
{
    jws_.signing_input = {}; // a view into the caller's text
    if (const json::value* kid = jws_.header.if_contains("kid"))
        key_id_ = std::string(kid->get_string());
}

std::string_view unverified_clerk_token::claimed_subject() const noexcept
{
    const json::value* subject = jws_.payload.if_contains("sub");
    return subject != nullptr && subject->is_string() ? std::string_view(subject->get_string())
                                                      : std::string_view();
}

token_result<unverified_clerk_token> clerk_token_verifier::inspect(std::string_view token) const
{
    auto jws = codec::parse_compact_jws(token, token_json);
    if (!jws)
        return token_reason::token_invalid;
    if (const auto fault = check_header(jws->header, options_))
        return *fault;
    return unverified_clerk_token(token, std::move(*jws));
}

token_result<clerk_identity> clerk_token_verifier::verify(
    const unverified_clerk_token& token, const key_set& keys, const token_circumstances& now) const
{
    const auto candidates = keys.find(token.key_id_);
    if (candidates.empty())
        return token_reason::jwk_kid_mismatch;
    const auto signed_it = [&](const codec::rsa_public_key& key)
    { return key.verify_rs256(token.signed_text_, token.jws_.signature); };
    if (std::none_of(candidates.begin(), candidates.end(), signed_it))
        return token_reason::token_invalid_signature;
    return check_clerk_claims({token.jws_.payload, token.jws_.payload_text}, options_, now);
}

token_result<clerk_identity> clerk_token_verifier::verify(
    std::string_view token, const key_set& keys, const token_circumstances& now) const
{
    const auto unverified = inspect(token);
    if (!unverified)
        return unverified.error();
    return verify(*unverified, keys, now);
}

} // namespace ws::auth
