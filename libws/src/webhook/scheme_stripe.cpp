#include "webhook/scheme_stripe.hpp"

#include "webhook/header_lookup.hpp"
#include "webhook/mac_match.hpp"
#include "webhook/timestamp.hpp"

#include <ws/codec/hmac.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ws::webhook
{
namespace
{

constexpr std::size_t max_signatures = 32;

/// t=<seconds>,v1=<hex>,… in any order; other keys, v0 among them, do not count.
struct stripe_header
{
    verdict outcome = verdict::ok;
    std::string_view timestamp;
    std::vector<std::string> v1;
};

/// Cuts the next item off a list, white space behind its comma skipped.
std::string_view next_item(std::string_view& list)
{
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    return item;
}

stripe_header parse_header(std::string_view list)
{
    stripe_header header;
    std::size_t timestamps = 0;
    std::size_t signatures = 0;
    while (!list.empty())
    {
        const std::string_view item = next_item(list);
        if (item.starts_with("t="))
        {
            ++timestamps;
            header.timestamp = item.substr(2);
        }
        if (!item.starts_with("v1="))
            continue;
        if (++signatures > max_signatures)
            return {verdict::too_many_signatures, {}, {}};
        auto bytes = codec::from_hex(item.substr(3));
        if (bytes && bytes->size() == std::tuple_size_v<codec::sha256_digest>)
            header.v1.push_back(std::move(*bytes));
    }
    if (timestamps != 1)
        header.outcome = verdict::malformed_signature;
    return header;
}

} // namespace

verification
verify_stripe(std::span<const secret> keys, const delivery_request& request, std::chrono::seconds tolerance)
{
    header_lookup lookup(request.headers);
    const std::string_view text = lookup.value("stripe-signature");
    if (lookup.repeated())
        return {.outcome = verdict::duplicate_header};
    if (text.empty())
        return {.outcome = verdict::missing_headers};
    const stripe_header header = parse_header(text);
    if (header.outcome != verdict::ok)
        return {.outcome = header.outcome};
    const auto timestamp = parse_timestamp(header.timestamp);
    if (!timestamp)
        return {.outcome = verdict::malformed_signature};

    verification checked{.age = age_of(*timestamp, request.now)};
    checked.outcome = check_age(*checked.age, tolerance);
    const std::array<std::string_view, 3> message{header.timestamp, ".", request.body};
    checked.body_signed = any_mac_matches(keys, message, header.v1);
    if (checked.outcome == verdict::ok && !checked.body_signed)
        checked.outcome = verdict::no_matching_signature;
    return checked;
}

} // namespace ws::webhook
