#pragma once

#include <ws/webhook/delivery_request.hpp>
#include <ws/webhook/provider.hpp>
#include <ws/webhook/scheme.hpp>
#include <ws/webhook/verdict.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ws::webhook
{

inline constexpr std::size_t max_event_id_bytes = 256;

struct event_identity
{
    verdict outcome = verdict::ok; ///< else why the event has none; `keys` is then empty
    /// Under which the event is remembered, of at most max_event_id_bytes: its id first. A second one stands
    /// where the id is not covered by the signature, so that a copy under another id is known again.
    std::vector<std::string> keys = {};
};

/// The identity of a delivery that verified.
///
/// standard, fal: the signed header. github: X-GitHub-Delivery, and the body's digest.
/// stripe: `id` of the body. shared_secret: `id` of the body or Idempotency-Key, equal
/// where both are given; without either, the id that was signed.
event_identity identify(
    scheme used, const verification& verified, const delivery_request& request,
    const boost::json::value& body);

} // namespace ws::webhook
