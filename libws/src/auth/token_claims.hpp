#pragma once

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/codec/jws.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// Reading the claims of a token whose signature holds. Each function gives a
/// default for an absent claim and errc::invalid_token for a wrong type.
namespace ws::auth
{

/// One JSON object in both forms: numbers inside `info` keep their digits only in
/// the text.
struct claim_object
{
    const boost::json::object& values;
    std::string_view text;
};

/// Of a token's header and payload. A token is short: the length of its numbers, which
/// commands limit, is a matter of the claims they stand in.
inline constexpr codec::json_limits token_json{.max_number_length = codec::max_token_bytes};

result<std::string> text_claim(const claim_object& claims, std::string_view name);

/// `b64<name>` or else `<name>`, as minified JSON; "" when neither is there.
result<std::string> json_claim(const claim_object& claims, std::string_view name);

result<subscription_override> override_claim(const claim_object& claims);

/// `subs`, or `channels` where there is none.
result<std::map<std::string, token_subscription>> subscription_claims_of(const claim_object& claims);

/// Checks `exp` and `nbf`; when what the token grants expires, which `expire_at`
/// may change. Errors: errc::expired too.
result<std::optional<std::chrono::sys_seconds>> lifetime_claim(const claim_object& claims, system_time now);

/// Whether lifetime_claim() gives errc::expired because of `nbf` alone.
bool begins_later(const claim_object& claims, system_time now);

/// Whether `aud`, a string or an array of strings, names `audience`.
bool audience_includes(const claim_object& claims, std::string_view audience);

} // namespace ws::auth
