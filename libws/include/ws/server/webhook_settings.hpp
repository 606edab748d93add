#pragma once

#include <ws/base/secret.hpp>
#include <ws/webhook/provider.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ws::server
{

/// One sender of webhooks, checked.
struct webhook_provider_settings
{
    std::string name; ///< the last part of its path: [a-z0-9-]+
    webhook::provider_options options;
    std::size_t max_body_bytes = 0;
};

/// Who may post webhooks, and how that is proven.
struct webhook_settings
{
    /// "app", "clerk", "fal", "replicate" and the configured ones, by name. One without
    /// secret and public key is there too: its deliveries are answered 503.
    std::vector<webhook_provider_settings> providers;

    std::vector<secret> clerk_secrets;     ///< CLERK_WEBHOOK_SIGNING_SECRET, newest first
    std::vector<secret> replicate_secrets; ///< REPLICATE_WEBHOOK_SECRET, newest first
    std::string clerk_instance;            ///< events of other instances are ignored; "" = all are taken
    std::string fal_jwks_url;              ///< where fal publishes its keys
    std::string fal_user_id;               ///< "" = deliveries to any customer of fal's verify
};

} // namespace ws::server
