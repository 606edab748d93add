#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ws::webhook
{

/// What became of one delivery: for log and metric. The sender sees less of it (answer.hpp).
enum class verdict : std::uint8_t
{
    ok,        ///< verified, or verified and processed
    duplicate, ///< processed before
    ignored,   ///< verified, and nothing to do: unknown type, other instance, missing ids

    missing_headers,
    ambiguous_headers, ///< both header families are there and differ
    duplicate_header,  ///< a header that the check relies on occurs twice
    malformed_id,
    malformed_timestamp,
    malformed_signature,
    timestamp_too_old,
    timestamp_too_new,
    too_many_signatures,
    ambiguous_credentials, ///< several secrets were presented and differ
    id_mismatch,           ///< header and body name different ids
    missing_id,            ///< neither header nor body names the event
    malformed_event,       ///< JSON, but not what we take from this provider
    invalid_json,

    no_matching_signature,
    bad_credentials,
    wrong_account, ///< rightly signed for another customer of the same sender

    conflict, ///< the same id came before with another body

    busy,              ///< the same id is being processed right now
    failed,            ///< processing failed; the sender should try again
    not_configured,    ///< the provider has no secret and no public key
    keys_unavailable,  ///< the sender's public keys could not be had yet
    store_unavailable, ///< what was processed cannot be remembered or looked up
    unknown_job,       ///< of an image job that nobody has registered yet
    shutting_down,

    method_not_allowed,
    origin_refused, ///< a browser's request: it carries an Origin
    encoded_body,   ///< a Content-Encoding other than identity
    body_too_large,
    rate_limited,
};

/// The name with '-' between its words: "missing-headers".
std::string_view to_string(verdict v) noexcept;

/// For tables by verdict.
inline constexpr std::size_t verdict_count = static_cast<std::size_t>(verdict::rate_limited) + 1;

} // namespace ws::webhook
