#include "webhook/event_id.hpp"
#include "webhook/header_lookup.hpp"
#include "webhook/json_member.hpp"

#include <ws/codec/hmac.hpp>
#include <ws/webhook/event_identity.hpp>

namespace ws::webhook
{
namespace
{

// Keys that are no id chosen by the sender begin with a tab, which such an id cannot hold.

std::string body_key(std::string_view body)
{
    const auto digest = codec::sha256(body);
    return "\tbody sha256:" + codec::to_hex(codec::as_view(digest));
}

/// As short as any id, whatever the id.
std::string signed_id_key(std::string_view id)
{
    constexpr std::string_view prefix = "\tsigned id:";
    if (prefix.size() + id.size() <= max_event_id_bytes)
        return std::string(prefix).append(id);
    return "\tsigned id sha256:" + codec::to_hex(codec::as_view(codec::sha256(id)));
}

event_identity of_github(const verification& verified, std::string_view body)
{
    if (verified.id.empty())
        return {verdict::ok, {body_key(body)}};
    return {verdict::ok, {verified.id, body_key(body)}};
}

event_identity of_stripe(const boost::json::value& body)
{
    const auto id = text_member(body, "id");
    if (!id || !is_event_id(*id))
        return {.outcome = verdict::ignored};
    return {verdict::ok, {std::string(*id)}};
}

event_identity of_shared_secret(
    const verification& verified, const delivery_request& request, const boost::json::value& body)
{
    header_lookup lookup(request.headers);
    const std::string_view key = lookup.value("idempotency-key");
    const auto* id_member = member(body, "id");
    const auto id = text_member(body, "id");
    if ((id_member != nullptr && (!id || !is_event_id(*id))) || (!key.empty() && !is_event_id(key)))
        return {.outcome = verdict::malformed_id};
    if (id && !key.empty() && *id != key)
        return {.outcome = verdict::id_mismatch};
    if (id)
        return {verdict::ok, {std::string(*id)}};
    if (!key.empty() && verified.body_signed) // the header is not covered by the signature
        return {verdict::ok, {std::string(key), signed_id_key(verified.id)}};
    if (!key.empty())
        return {verdict::ok, {std::string(key)}};
    if (verified.body_signed)
        return {verdict::ok, {signed_id_key(verified.id)}};
    return {.outcome = verdict::missing_id};
}

} // namespace

event_identity identify(
    scheme used, const verification& verified, const delivery_request& request,
    const boost::json::value& body)
{
    switch (used)
    {
    case scheme::github:
        return of_github(verified, request.body);
    case scheme::stripe:
        return of_stripe(body);
    case scheme::shared_secret:
        return of_shared_secret(verified, request, body);
    case scheme::standard:
    case scheme::fal:
        break;
    }
    return {verdict::ok, {verified.id}};
}

} // namespace ws::webhook
