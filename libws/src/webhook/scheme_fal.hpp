#pragma once

#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>
#include <string_view>

namespace ws::webhook
{

/// Ed25519 over request id, user id, timestamp and the body's digest. Every customer of
/// fal gets valid signatures from the same keys: `user_id`, if not empty, pins ours.
verification verify_fal(
    const fal_keys& keys, std::string_view user_id, const delivery_request& request,
    std::chrono::seconds tolerance);

} // namespace ws::webhook
