#pragma once

#include <ws/base/secret.hpp>
#include <ws/webhook/provider.hpp>

#include <span>

namespace ws::webhook
{

/// X-Hub-Signature-256 over the body. There is no timestamp, and X-GitHub-Delivery is
/// not signed: a copy is known by its body.
verification verify_github(std::span<const secret> keys, const delivery_request& request);

} // namespace ws::webhook
