#pragma once

#include "webhook/scheme_standard.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>

namespace ws::webhook
{

struct shared_secret_keys
{
    auth::api_key_ring presented; ///< the secrets themselves, as digests
    standard_keys signing;        ///< the same secrets as keys of a signature
    bool require_signature = false;
};

/// X-API-Key, Authorization: Bearer or X-Webhook-Secret. A complete family of Standard
/// Webhooks headers must verify and then stands for the secret.
verification verify_shared_secret(
    const shared_secret_keys& keys, const delivery_request& request, std::chrono::seconds tolerance);

} // namespace ws::webhook
