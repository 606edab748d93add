#include <ws/webhook/verdict.hpp>

namespace ws::webhook
{

std::string_view to_string(verdict v) noexcept
{
    switch (v)
    {
    case verdict::ok:
        return "ok";
    case verdict::duplicate:
        return "duplicate";
    case verdict::ignored:
        return "ignored";
    case verdict::missing_headers:
        return "missing-headers";
    case verdict::ambiguous_headers:
        return "ambiguous-headers";
    case verdict::duplicate_header:
        return "duplicate-header";
    case verdict::malformed_id:
        return "malformed-id";
    case verdict::malformed_timestamp:
        return "malformed-timestamp";
    case verdict::malformed_signature:
        return "malformed-signature";
    case verdict::timestamp_too_old:
        return "timestamp-too-old";
    case verdict::timestamp_too_new:
        return "timestamp-too-new";
    case verdict::too_many_signatures:
        return "too-many-signatures";
    case verdict::ambiguous_credentials:
        return "ambiguous-credentials";
    case verdict::id_mismatch:
        return "id-mismatch";
    case verdict::missing_id:
        return "missing-id";
    case verdict::malformed_event:
        return "malformed-event";
    case verdict::invalid_json:
        return "invalid-json";
    case verdict::no_matching_signature:
        return "no-matching-signature";
    case verdict::bad_credentials:
        return "bad-credentials";
    case verdict::wrong_account:
        return "wrong-account";
    case verdict::conflict:
        return "conflict";
    case verdict::busy:
        return "busy";
    case verdict::failed:
        return "failed";
    case verdict::not_configured:
        return "not-configured";
    case verdict::keys_unavailable:
        return "keys-unavailable";
    case verdict::store_unavailable:
        return "store-unavailable";
    case verdict::unknown_job:
        return "unknown-job";
    case verdict::shutting_down:
        return "shutting-down";
    case verdict::method_not_allowed:
        return "method-not-allowed";
    case verdict::origin_refused:
        return "origin-refused";
    case verdict::encoded_body:
        return "encoded-body";
    case verdict::body_too_large:
        return "body-too-large";
    case verdict::rate_limited:
        return "rate-limited";
    }
    return "unknown";
}

} // namespace ws::webhook
