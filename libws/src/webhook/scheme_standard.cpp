#include "webhook/scheme_standard.hpp"

#include "webhook/mac_match.hpp"
#include "webhook/timestamp.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/webhook/event_identity.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace ws::webhook
{
namespace
{

constexpr std::size_t max_signatures = 32;

/// The signed text is id.timestamp.body: with a dot in the id, an old one could be cut
/// at other places and its body's first digits be taken for a fresh timestamp.
bool is_id(std::string_view text)
{
    const auto allowed = [](char c) { return c > ' ' && c < 0x7F && c != '.'; };
    return text.size() <= max_event_id_bytes && std::all_of(text.begin(), text.end(), allowed);
}

/// The decoded signatures of a header, by version; others are skipped.
struct signature_list
{
    std::vector<std::string> v1;
    std::vector<std::string> v1a;
};

void add_signature(signature_list& list, std::string_view item)
{
    const std::size_t comma = item.find(',');
    if (comma == std::string_view::npos || item.find(',', comma + 1) != std::string_view::npos)
        return;
    const std::string_view version = item.substr(0, comma);
    if (version != "v1" && version != "v1a")
        return;
    auto bytes = codec::base64_decode(item.substr(comma + 1));
    if (!bytes)
        return;
    if (version == "v1" && bytes->size() == std::tuple_size_v<codec::sha256_digest>)
        list.v1.push_back(std::move(*bytes));
    else if (version == "v1a" && bytes->size() == codec::ed25519_signature_bytes)
        list.v1a.push_back(std::move(*bytes));
}

/// Nothing when there are too many items, of whatever shape.
std::optional<signature_list> parse_signatures(std::string_view header)
{
    signature_list list;
    std::size_t items = 0;
    while (!header.empty())
    {
        const std::size_t space = std::min(header.find(' '), header.size());
        const std::string_view item = header.substr(0, space);
        header.remove_prefix(std::min(space + 1, header.size()));
        if (item.empty())
            continue;
        if (++items > max_signatures)
            return std::nullopt;
        add_signature(list, item);
    }
    return list;
}

bool any_key_signed(
    std::span<const codec::ed25519_public_key> keys, std::span<const std::string_view> message_parts,
    std::span<const std::string> signatures)
{
    if (keys.empty() || signatures.empty())
        return false;
    std::string message;
    for (const std::string_view part : message_parts)
        message += part;
    for (const std::string& signature : signatures)
        for (const codec::ed25519_public_key& key : keys)
            if (key.verify(message, signature))
                return true;
    return false;
}

} // namespace

found_headers find_standard_headers(header_lookup& lookup)
{
    const standard_headers svix{
        lookup.value("svix-id"), lookup.value("svix-timestamp"), lookup.value("svix-signature")};
    const standard_headers webhook{
        lookup.value("webhook-id"), lookup.value("webhook-timestamp"), lookup.value("webhook-signature")};
    if (lookup.repeated())
        return {verdict::duplicate_header, {}};
    if (!svix.complete() && !webhook.complete())
        return {verdict::missing_headers, {}};
    if (svix.complete() && webhook.complete() && svix != webhook)
        return {verdict::ambiguous_headers, {}};
    return {verdict::ok, svix.complete() ? svix : webhook};
}

verification verify_standard(
    const standard_headers& headers, const standard_keys& keys, const delivery_request& request,
    std::chrono::seconds tolerance)
{
    if (!is_id(headers.id))
        return {.outcome = verdict::malformed_id};
    const auto timestamp = parse_timestamp(headers.timestamp);
    if (!timestamp)
        return {.outcome = verdict::malformed_timestamp};
    verification checked{.id = std::string(headers.id), .age = age_of(*timestamp, request.now)};
    checked.outcome = check_age(*checked.age, tolerance);
    const auto signatures = parse_signatures(headers.signature);
    if (!signatures)
    {
        if (checked.outcome == verdict::ok)
            checked.outcome = verdict::too_many_signatures;
        return checked;
    }
    const std::array<std::string_view, 5> message{headers.id, ".", headers.timestamp, ".", request.body};
    checked.body_signed = any_mac_matches(keys.hmac, message, signatures->v1) ||
                          any_key_signed(keys.ed25519, message, signatures->v1a);
    if (checked.outcome == verdict::ok && !checked.body_signed)
        checked.outcome = verdict::no_matching_signature;
    return checked;
}

} // namespace ws::webhook
