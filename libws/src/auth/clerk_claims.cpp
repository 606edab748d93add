#include "auth/clerk_claims.hpp"

#include "auth/numeric_date.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace ws::auth
{
namespace
{

namespace json = boost::json;
using std::chrono::milliseconds;
using fault = std::optional<token_reason>;

/// In milliseconds: a date of the year 9999 would overflow the nanoseconds of system_time.
using precise_time = std::chrono::sys_time<milliseconds>;

constexpr std::size_t max_subject_bytes = 255;

bool contains(const std::vector<std::string>& list, std::string_view text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// C0, DEL, and C1 as UTF-8 spells it.
bool has_control_character(std::string_view utf8)
{
    for (std::size_t i = 0; i < utf8.size(); ++i)
    {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const bool c1 = byte == 0xC2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || c1)
            return true;
    }
    return false;
}

fault check_subject(const json::object& claims)
{
    const auto subject = non_empty_text(claims, "sub");
    if (!subject || subject->size() > max_subject_bytes || has_control_character(*subject))
        return token_reason::token_verification_failed;
    return std::nullopt;
}

/// Session tokens usually have no `aud`; one that is there must fit.
fault check_audience(const claim_object& claims, const clerk_token_options& options)
{
    if (options.audience.empty() || !claims.values.contains("aud"))
        return std::nullopt;
    for (const std::string& wanted : options.audience)
        if (audience_includes(claims, wanted))
            return std::nullopt;
    return token_reason::token_verification_failed;
}

/// A pattern's match must be spelled as browsers spell an origin.
bool matches_pattern(std::string_view party, const origin_list& patterns)
{
    if (!patterns.allows(party))
        return false;
    const auto parsed = parse_origin(party);
    return parsed && parsed->to_string() == party;
}

fault check_authorized_party(
    const json::object& claims, const clerk_token_options& options, const token_circumstances& now)
{
    if (options.authorized_parties.empty() && options.authorized_party_patterns.empty())
        return std::nullopt;
    const json::value* azp = claims.if_contains("azp");
    if (azp == nullptr && options.allow_missing_azp && !now.request_has_origin)
        return std::nullopt;
    if (azp == nullptr || !azp->is_string())
        return token_reason::token_invalid_authorized_parties;
    const std::string_view party(azp->get_string());
    if (contains(options.authorized_parties, party) ||
        matches_pattern(party, options.authorized_party_patterns))
        return std::nullopt;
    return token_reason::token_invalid_authorized_parties;
}

fault check_issuer(const json::object& claims, const clerk_token_options& options)
{
    if (options.issuers.empty())
        return std::nullopt;
    const auto issuer = non_empty_text(claims, "iss");
    if (!issuer || !contains(options.issuers, *issuer))
        return token_reason::token_invalid_issuer;
    return std::nullopt;
}

struct dated_claim
{
    bool present = false;
    std::optional<std::chrono::sys_seconds> date; ///< nothing for what is no NumericDate
};

dated_claim date_claim(const claim_object& claims, std::string_view name)
{
    const json::value* value = claims.values.if_contains(name);
    if (value == nullptr)
        return {};
    return {true, numeric_date(*value)};
}

struct token_dates
{
    std::chrono::sys_seconds expires;
    std::optional<std::chrono::sys_seconds> issued;
};

/// At the edge of the skew a token has expired, but is active and issued: as the SDK has it.
token_result<token_dates> check_dates(const claim_object& claims, precise_time now, milliseconds skew)
{
    const auto exp = date_claim(claims, "exp");
    if (!exp.date)
        return token_reason::token_verification_failed;
    if (precise_time(*exp.date) <= now - skew)
        return token_reason::token_expired;

    const auto nbf = date_claim(claims, "nbf");
    if (nbf.present && !nbf.date)
        return token_reason::token_verification_failed;
    if (nbf.date && precise_time(*nbf.date) > now + skew)
        return token_reason::token_not_active_yet;

    const auto iat = date_claim(claims, "iat");
    if (iat.present && !iat.date)
        return token_reason::token_verification_failed;
    if (iat.date && precise_time(*iat.date) > now + skew)
        return token_reason::token_iat_in_the_future;
    return token_dates{*exp.date, iat.date};
}

/// Machines have a subject of their own kind and no session.
fault check_kind(const json::object& claims)
{
    const auto subject = non_empty_text(claims, "sub");
    if (!subject || subject->starts_with("mch_") || !non_empty_text(claims, "sid"))
        return token_reason::token_type_mismatch;
    return std::nullopt;
}

fault check_status(const json::object& claims)
{
    if (claims.contains("sts") && non_empty_text(claims, "sts") != "active")
        return token_reason::session_pending;
    return std::nullopt;
}

/// Any `act` marks the session: better once too often than somebody unseen.
void read_actor(const json::object& claims, clerk_identity& who)
{
    const json::value* act = claims.if_contains("act");
    if (act == nullptr || act->is_null())
        return;
    who.impersonated = true;
    if (!act->is_object())
        return;
    who.actor = non_empty_text(act->get_object(), "sub");
    who.actor_is_agent = non_empty_text(act->get_object(), "type") == "agent";
}

std::optional<factor_age> read_factor_age(const json::object& claims)
{
    const json::value* fva = claims.if_contains("fva");
    if (fva == nullptr || !fva->is_array() || fva->get_array().size() != 2)
        return std::nullopt;
    const json::value& first = fva->get_array()[0];
    const json::value& second = fva->get_array()[1];
    if (!first.is_int64() || !second.is_int64())
        return std::nullopt;
    return factor_age{first.get_int64(), second.get_int64()};
}

} // namespace

token_result<clerk_identity> check_clerk_claims(
    const claim_object& claims, const clerk_token_options& options, const token_circumstances& now)
{
    const json::object& values = claims.values;
    if (const fault f = check_subject(values))
        return *f;
    if (const fault f = check_audience(claims, options))
        return *f;
    if (const fault f = check_authorized_party(values, options, now))
        return *f;
    if (const fault f = check_issuer(values, options))
        return *f;
    const auto dates = check_dates(claims, std::chrono::floor<milliseconds>(now.now), options.clock_skew);
    if (!dates)
        return dates.error();
    if (const fault f = check_kind(values))
        return *f;
    if (const fault f = check_status(values))
        return *f;

    clerk_identity who;
    who.user_id = non_empty_text(values, "sub").value_or("");
    who.session_id = non_empty_text(values, "sid").value_or("");
    who.status = non_empty_text(values, "sts");
    who.expires = dates->expires;
    who.issued = dates->issued;
    read_organization(values, who);
    read_actor(values, who);
    who.factor_verification_age = read_factor_age(values);
    return who;
}

} // namespace ws::auth
