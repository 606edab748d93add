#pragma once

#include <ws/base/error.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ws::codec
{

/// A compact JWS (RFC 7515) taken apart; nothing is verified yet.
struct compact_jws
{
    boost::json::object header;
    boost::json::object payload;
    std::string payload_text;       ///< the payload's bytes, for raw_member()
    std::string signature;          ///< decoded bytes
    std::string_view signing_input; ///< first two segments as received: a view into the token
};

/// Longest token that is looked at, in bytes.
inline constexpr std::size_t max_token_bytes = 8192;

/// Size first, three strict base64url segments, header and payload strict JSON
/// objects, no `crit`, `typ` absent or "JWT" (checks 1 to 5 of the order in
/// which every verifier of ours works). `token` must outlive the result; `limits`
/// are those of header and payload. Errors: errc::invalid_token.
result<compact_jws> parse_compact_jws(std::string_view token, const json_limits& limits = {});

} // namespace ws::codec
