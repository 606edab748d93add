#include "webhook/scheme_shared_secret.hpp"

#include "webhook/header_lookup.hpp"

#include <algorithm>
#include <array>

namespace ws::webhook
{
namespace
{

/// What follows "Bearer "; "" for other schemes.
std::string_view bearer_token(std::string_view authorization)
{
    const std::size_t space = authorization.find(' ');
    if (space == std::string_view::npos || !equal_ignoring_case(authorization.substr(0, space), "bearer"))
        return {};
    return authorization.substr(std::min(authorization.find_first_not_of(' ', space), authorization.size()));
}

/// Judges the presented secrets; "" stands for an absent one.
verdict check_credentials(const auth::api_key_ring& ring, const std::array<std::string_view, 3>& presented)
{
    std::string_view credential;
    for (const std::string_view candidate : presented)
    {
        if (!credential.empty() && !candidate.empty() && candidate != credential)
            return verdict::ambiguous_credentials;
        if (!candidate.empty())
            credential = candidate;
    }
    if (credential.empty())
        return verdict::missing_headers;
    return ring.find(credential) != nullptr ? verdict::ok : verdict::bad_credentials;
}

} // namespace

verification verify_shared_secret(
    const shared_secret_keys& keys, const delivery_request& request, std::chrono::seconds tolerance)
{
    header_lookup lookup(request.headers);
    const std::array<std::string_view, 3> presented{
        lookup.value("x-api-key"), bearer_token(lookup.value("authorization")),
        lookup.value("x-webhook-secret")};
    lookup.value("idempotency-key"); // it becomes the event's id: which of two would be a guess
    const found_headers family = find_standard_headers(lookup);
    if (family.outcome == verdict::ok)
        return verify_standard(family.headers, keys.signing, request, tolerance);
    if (family.outcome != verdict::missing_headers || keys.require_signature)
        return {.outcome = family.outcome};
    return {.outcome = check_credentials(keys.presented, presented)};
}

} // namespace ws::webhook
