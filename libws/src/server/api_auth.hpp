#pragma once

#include "server/edge.hpp"

#include <ws/auth/api_key.hpp>
#include <ws/net/http_message.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace ws::server
{

/// Why a request has no right key.
enum class key_fault : std::uint8_t
{
    none_configured,
    two_keys,  ///< that differ, or a header that comes twice
    wrong_key, ///< or none
};

/// The key in a request's headers, compared in constant time. Nobody is charged.
std::variant<const auth::api_key*, key_fault>
find_api_key(const auth::api_key_ring& keys, const net::http_request& request);

/// Charges a missing or wrong key to its address: 429 once that has none left.
std::optional<net::http_response> charge_wrong_key(edge& peers, const net::http_request& request);

/// The key a request came with, or the answer to a request without a right one:
/// 503 when no key is configured, 400 for two different ones, 401 for a missing
/// or wrong one, which is charged to its address: 429 once that has none left. The
/// bodies are constant: they tell nothing about the keys. A right key is never refused.
std::variant<const auth::api_key*, net::http_response>
authenticate_api_request(const auth::api_key_ring& keys, edge& peers, const net::http_request& request);

/// The answer to a right key whose scopes do not cover the method: 403.
net::http_response refuse_scope();

} // namespace ws::server
