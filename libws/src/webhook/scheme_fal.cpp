#include "webhook/scheme_fal.hpp"

#include "webhook/event_id.hpp"
#include "webhook/header_lookup.hpp"
#include "webhook/json_member.hpp"
#include "webhook/timestamp.hpp"

#include <ws/codec/hmac.hpp>
#include <ws/webhook/verified_body.hpp>

#include <algorithm>
#include <string>

namespace ws::webhook
{
namespace
{

struct fal_headers
{
    std::string_view request_id;
    std::string_view user_id;
    std::string_view timestamp;
    std::string_view signature;
};

std::string signed_text(const fal_headers& headers, std::string_view body)
{
    const auto digest = codec::sha256(body);
    std::string text(headers.request_id);
    text.append(1, '\n').append(headers.user_id);
    text.append(1, '\n').append(headers.timestamp);
    text.append(1, '\n').append(codec::to_hex(codec::as_view(digest)));
    return text;
}

/// A body that is not JSON names no id: that is judged later, as for every scheme.
bool names_other_request(std::string_view body, std::string_view request_id)
{
    const auto parsed = parse_body(body);
    return parsed && text_member(*parsed, "request_id") != request_id;
}

/// The form of all four, before anything is computed.
verdict check_form(const header_lookup& lookup, const fal_headers& headers)
{
    if (lookup.repeated())
        return verdict::duplicate_header;
    if (headers.request_id.empty() || headers.user_id.empty() || headers.timestamp.empty() ||
        headers.signature.empty())
        return verdict::missing_headers;
    // The signed text separates by line feeds: one inside an id would move the borders.
    if (!is_ascii_event_id(headers.request_id) || !is_ascii_event_id(headers.user_id))
        return verdict::malformed_id;
    if (!parse_timestamp(headers.timestamp))
        return verdict::malformed_timestamp;
    return verdict::ok;
}

} // namespace

verification verify_fal(
    const fal_keys& keys, std::string_view user_id, const delivery_request& request,
    std::chrono::seconds tolerance)
{
    header_lookup lookup(request.headers);
    const fal_headers headers{
        lookup.value("x-fal-webhook-request-id"), lookup.value("x-fal-webhook-user-id"),
        lookup.value("x-fal-webhook-timestamp"), lookup.value("x-fal-webhook-signature")};
    const verdict form = check_form(lookup, headers);
    if (form != verdict::ok)
        return {.outcome = form};
    const auto signature = codec::from_hex(headers.signature);
    if (!signature || signature->size() != codec::ed25519_signature_bytes)
        return {.outcome = verdict::malformed_signature};

    verification checked{
        .id = std::string(headers.request_id),
        .age = age_of(*parse_timestamp(headers.timestamp), request.now)};
    checked.outcome = check_age(*checked.age, tolerance);
    const std::string message = signed_text(headers, request.body);
    checked.body_signed = std::any_of(
        keys.begin(), keys.end(), [&](const auto& key) { return key.verify(message, *signature); });
    if (checked.outcome != verdict::ok)
        return checked;
    if (!checked.body_signed)
        checked.outcome = verdict::no_matching_signature;
    else if (!user_id.empty() && headers.user_id != user_id)
        checked.outcome = verdict::wrong_account;
    else if (names_other_request(request.body, headers.request_id))
        checked.outcome = verdict::id_mismatch;
    return checked;
}

} // namespace ws::webhook
