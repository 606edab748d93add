#include "webhook/scheme_github.hpp"

#include "webhook/event_id.hpp"
#include "webhook/header_lookup.hpp"
#include "webhook/mac_match.hpp"

#include <ws/codec/hmac.hpp>

#include <optional>
#include <string>

namespace ws::webhook
{
namespace
{

std::optional<std::string> parse_signature(std::string_view header)
{
    constexpr std::string_view prefix = "sha256=";
    if (!header.starts_with(prefix))
        return std::nullopt;
    const auto bytes = codec::from_hex(header.substr(prefix.size()));
    if (!bytes || bytes->size() != std::tuple_size_v<codec::sha256_digest>)
        return std::nullopt;
    return *bytes;
}

} // namespace

verification verify_github(std::span<const secret> keys, const delivery_request& request)
{
    header_lookup lookup(request.headers);
    const std::string_view header = lookup.value("x-hub-signature-256");
    const std::string_view id = lookup.value("x-github-delivery");
    if (lookup.repeated())
        return {.outcome = verdict::duplicate_header};
    if (header.empty())
        return {.outcome = verdict::missing_headers};
    if (!id.empty() && !is_ascii_event_id(id))
        return {.outcome = verdict::malformed_id};
    const auto signature = parse_signature(header);
    if (!signature)
        return {.outcome = verdict::malformed_signature};

    verification checked{.id = std::string(id)};
    checked.body_signed = any_mac_matches(keys, std::span(&request.body, 1), std::span(&*signature, 1));
    checked.outcome = checked.body_signed ? verdict::ok : verdict::no_matching_signature;
    return checked;
}

} // namespace ws::webhook
