#pragma once

#include "webhook/header_lookup.hpp"

#include <ws/base/secret.hpp>
#include <ws/codec/ed25519.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace ws::webhook
{

/// One header family, `svix-*` or `webhook-*`; views into the request.
struct standard_headers
{
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;

    [[nodiscard]] bool complete() const noexcept
    {
        return !id.empty() && !timestamp.empty() && !signature.empty();
    }
    bool operator==(const standard_headers&) const = default;
};

/// The complete family. Outcome missing_headers when neither is complete,
/// ambiguous_headers when both are and differ, duplicate_header.
struct found_headers
{
    verdict outcome = verdict::ok;
    standard_headers headers;
};
found_headers find_standard_headers(header_lookup& lookup);

/// HMAC keys never verify v1a, public keys never v1.
struct standard_keys
{
    std::vector<secret> hmac;
    std::vector<codec::ed25519_public_key> ed25519;
};

/// Everything behind the choice of the family: Standard Webhooks 1.0, stricter where
/// the signed text could be cut at other places or a number be written differently.
verification verify_standard(
    const standard_headers& headers, const standard_keys& keys, const delivery_request& request,
    std::chrono::seconds tolerance);

} // namespace ws::webhook
