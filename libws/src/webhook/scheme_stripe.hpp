#pragma once

#include <ws/base/secret.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>
#include <span>

namespace ws::webhook
{

/// Stripe-Signature over "t.body".
verification
verify_stripe(std::span<const secret> keys, const delivery_request& request, std::chrono::seconds tolerance);

} // namespace ws::webhook
