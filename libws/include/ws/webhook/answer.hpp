#pragma once

#include <ws/webhook/verdict.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace ws::webhook
{

struct answer_header
{
    std::string_view name;
    std::string value;
};

/// What the sender gets. Never a redirect (senders count it as a failure) and never
/// 410 (some take it for "remove this endpoint").
struct answer
{
    unsigned status = 200;
    std::string_view body; ///< JSON: {"ok":true} or {"error":"<class>"}
    std::vector<answer_header> headers;
};

/// The answer to a delivery. Senders learn a class only, not the precise verdict.
/// `wait` is the limiter's own Retry-After, for verdict::rate_limited; at least 1 s is sent.
answer answer_to(verdict v, std::chrono::seconds wait = std::chrono::seconds(1));

} // namespace ws::webhook
