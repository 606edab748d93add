#include "auth/token_claims.hpp"

#include "auth/numeric_date.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ws::auth
{
namespace
{

namespace json = boost::json;
using date = std::optional<std::chrono::sys_seconds>;

result<date> date_claim(const claim_object& claims, std::string_view name)
{
    const json::value* value = claims.values.if_contains(name);
    if (value == nullptr)
        return date{};
    const date parsed = numeric_date(*value);
    if (!parsed)
        return errc::invalid_token;
    return parsed;
}

/// The number itself: a part of a second after 1970 is a date long past, and not 0.
bool is_zero(const claim_object& claims, std::string_view name)
{
    const json::value* value = claims.values.if_contains(name);
    return value != nullptr && value->is_number() && value->to_number<double>() == 0.0;
}

/// Base64 claims hold bytes; on a protocol of JSON they must be JSON.
result<std::string> json_in_base64(std::string_view text)
{
    const auto decoded = codec::base64_decode(text);
    if (!decoded || !codec::parse_strict_json(*decoded))
        return errc::invalid_token;
    return codec::minify_json(*decoded);
}

/// `{"value": bool}`
result<std::optional<bool>> override_value(const json::object& names, std::string_view name)
{
    const json::value* option = names.if_contains(name);
    if (option == nullptr)
        return std::optional<bool>{};
    const json::value* value = option->is_object() ? option->get_object().if_contains("value") : nullptr;
    if (value == nullptr || !value->is_bool())
        return errc::invalid_token;
    return std::optional<bool>{value->get_bool()};
}

result<token_subscription> parse_subscription(const claim_object& options)
{
    auto info = json_claim(options, "info");
    auto data = json_claim(options, "data");
    auto override = override_claim(options);
    if (!info || !data || !override)
        return errc::invalid_token;
    return token_subscription{std::move(*info), std::move(*data), *override};
}

result<std::map<std::string, token_subscription>> parse_subs(const json::value& subs, std::string_view text)
{
    if (!subs.is_object())
        return errc::invalid_token;
    std::map<std::string, token_subscription> all;
    for (const auto& [channel, options] : subs.get_object())
    {
        if (channel.empty() || !options.is_object())
            return errc::invalid_token;
        auto subscription =
            parse_subscription({options.get_object(), codec::raw_member(text, std::string_view(channel))});
        if (!subscription)
            return subscription.error();
        all.emplace(channel, std::move(*subscription));
    }
    return all;
}

result<std::map<std::string, token_subscription>> parse_channels(const json::value& channels)
{
    if (!channels.is_array())
        return errc::invalid_token;
    std::map<std::string, token_subscription> all;
    for (const json::value& channel : channels.get_array())
    {
        if (!channel.is_string() || channel.get_string().empty())
            return errc::invalid_token;
        all.try_emplace(std::string(channel.get_string()));
    }
    return all;
}

} // namespace

result<std::string> text_claim(const claim_object& claims, std::string_view name)
{
    const json::value* value = claims.values.if_contains(name);
    if (value == nullptr)
        return std::string();
    if (!value->is_string())
        return errc::invalid_token;
    return std::string(value->get_string());
}

result<std::string> json_claim(const claim_object& claims, std::string_view name)
{
    const auto base64 = text_claim(claims, "b64" + std::string(name));
    if (!base64)
        return base64.error();
    if (!base64->empty())
        return json_in_base64(*base64);
    return codec::minify_json(codec::raw_member(claims.text, name));
}

result<subscription_override> override_claim(const claim_object& claims)
{
    using member = std::optional<bool> subscription_override::*;
    static constexpr std::array<std::pair<std::string_view, member>, 5> known{{
        {"presence", &subscription_override::presence},
        {"join_leave", &subscription_override::join_leave},
        {"force_push_join_leave", &subscription_override::force_push_join_leave},
        {"force_recovery", &subscription_override::force_recovery},
        {"force_positioning", &subscription_override::force_positioning},
    }};
    subscription_override parsed;
    const json::value* value = claims.values.if_contains("override");
    if (value == nullptr)
        return parsed;
    if (!value->is_object())
        return errc::invalid_token;
    for (const auto& [name, target] : known)
    {
        const auto wanted = override_value(value->get_object(), name);
        if (!wanted)
            return wanted.error();
        parsed.*target = *wanted;
    }
    return parsed;
}

result<std::map<std::string, token_subscription>> subscription_claims_of(const claim_object& claims)
{
    if (const json::value* subs = claims.values.if_contains("subs"))
        return parse_subs(*subs, codec::raw_member(claims.text, "subs"));
    if (const json::value* channels = claims.values.if_contains("channels"))
        return parse_channels(*channels);
    return std::map<std::string, token_subscription>{};
}

result<date> lifetime_claim(const claim_object& claims, system_time now)
{
    const auto exp = date_claim(claims, "exp");
    const auto nbf = date_claim(claims, "nbf");
    const auto expire_at = date_claim(claims, "expire_at");
    constexpr std::chrono::sys_seconds epoch{};
    if (!exp || !nbf || !expire_at || (*expire_at && **expire_at < epoch))
        return errc::invalid_token;

    // In seconds: a date of the year 9999 would overflow the nanoseconds of `now`.
    const auto seconds_now = std::chrono::floor<std::chrono::seconds>(now);
    if ((*exp && **exp <= seconds_now) || (*nbf && **nbf > seconds_now))
        return errc::expired;
    if (!*expire_at)
        return *exp;
    if (is_zero(claims, "expire_at"))
        return date{};
    if (**expire_at <= seconds_now)
        return errc::expired;
    return *expire_at;
}

bool begins_later(const claim_object& claims, system_time now)
{
    const auto exp = date_claim(claims, "exp");
    const auto nbf = date_claim(claims, "nbf");
    const auto seconds_now = std::chrono::floor<std::chrono::seconds>(now);
    const bool has_ended = exp && *exp && **exp <= seconds_now;
    return !has_ended && nbf && *nbf && **nbf > seconds_now;
}

bool audience_includes(const claim_object& claims, std::string_view audience)
{
    const json::value* aud = claims.values.if_contains("aud");
    if (aud == nullptr)
        return false;
    if (aud->is_string())
        return aud->get_string() == audience;
    if (!aud->is_array())
        return false;
    const json::array& names = aud->get_array();
    const auto is_text = [](const json::value& name) { return name.is_string(); };
    return std::all_of(names.begin(), names.end(), is_text) &&
           std::any_of(
               names.begin(), names.end(),
               [&](const json::value& name) { return name.get_string() == audience; });
}

} // namespace ws::auth
