#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ws::webhook
{

/// How a provider proves that a delivery is its own. Chosen by configuration, never
/// by the headers that arrive: a sender could pick the weakest one.
enum class scheme : std::uint8_t
{
    standard,      ///< Standard Webhooks 1.0: Svix, Clerk, Replicate
    github,        ///< X-Hub-Signature-256
    stripe,        ///< Stripe-Signature
    shared_secret, ///< a secret in a header; or signed as in `standard`
    fal,           ///< Ed25519 with fal's published keys
};

/// "standard", "github", "stripe", "shared-secret", "fal".
std::string_view to_string(scheme s) noexcept;
std::optional<scheme> parse_scheme(std::string_view name) noexcept;

} // namespace ws::webhook
