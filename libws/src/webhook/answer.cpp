#include <ws/webhook/answer.hpp>

#include <algorithm>

namespace ws::webhook
{
namespace
{

constexpr std::string_view accepted = R"({"ok":true})";
constexpr std::string_view bad_request = R"({"error":"bad_request"})";
constexpr std::string_view unauthorized = R"({"error":"unauthorized"})";
constexpr std::string_view conflict = R"({"error":"conflict"})";
constexpr std::string_view unavailable = R"({"error":"unavailable"})";

/// After a delivery that is being processed, or whose processing failed, soon; after
/// what needs somebody to come back or to mend something, later.
constexpr std::chrono::seconds soon{2};
constexpr std::chrono::seconds later{10};

answer try_again(unsigned status, std::chrono::seconds wait)
{
    wait = std::max(wait, std::chrono::seconds(1));
    return {status, unavailable, {{"Retry-After", std::to_string(wait.count())}}};
}

} // namespace

answer answer_to(verdict v, std::chrono::seconds wait)
{
    switch (v)
    {
    case verdict::ok:
    case verdict::duplicate:
        return {200, accepted, {}};
    case verdict::ignored:
        return {202, accepted, {}};

    case verdict::missing_headers:
    case verdict::ambiguous_headers:
    case verdict::duplicate_header:
    case verdict::malformed_id:
    case verdict::malformed_timestamp:
    case verdict::malformed_signature:
    case verdict::timestamp_too_old:
    case verdict::timestamp_too_new:
    case verdict::too_many_signatures:
    case verdict::ambiguous_credentials:
    case verdict::id_mismatch:
    case verdict::missing_id:
    case verdict::malformed_event:
        return {400, bad_request, {}};
    // It will be no JSON the next time either.
    case verdict::invalid_json:
        return {400, bad_request, {{"webhook-delivery", "abort-message"}}};

    case verdict::no_matching_signature:
    case verdict::bad_credentials:
    case verdict::wrong_account:
        return {401, unauthorized, {}};
    case verdict::origin_refused:
        return {403, bad_request, {}};
    case verdict::method_not_allowed:
        return {405, bad_request, {{"Allow", "POST"}}};
    case verdict::conflict:
        return {409, conflict, {}};
    case verdict::body_too_large:
        return {413, bad_request, {}};
    case verdict::encoded_body:
        return {415, bad_request, {}};
    case verdict::rate_limited:
        return try_again(429, wait);

    case verdict::busy:
    case verdict::failed:
        return try_again(503, soon);
    case verdict::not_configured:
    case verdict::keys_unavailable:
    case verdict::store_unavailable:
    case verdict::unknown_job:
    case verdict::shutting_down:
        break;
    }
    return try_again(503, later);
}

} // namespace ws::webhook
