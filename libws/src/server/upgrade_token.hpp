#pragma once

#include "server/origin_policy.hpp"

#include <ws/net/http_message.hpp>
#include <ws/server/edge_settings.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace ws::server
{

/// The token that an upgrade request itself brings.
struct upgrade_token
{
    std::string_view text; ///< a view into the request; "" = it brings none
    bool is_ticket = false;
};

/// Why no such token is looked for.
struct token_dispute
{
    unsigned status; ///< 400, or 403
    std::string_view reason;
};

/// Looks where `sources` allow it. What stands elsewhere is not read, except by those who
/// log requests: keep to the path there.
///
/// - bearer: one `Authorization: Bearer …`; another scheme, or none, is no token.
/// - query: parameter `ticket`, taken as it stands.
/// - subprotocol: an offer `auth.<token>`.
/// - cookie: where the Origin is on the list itself, and never across sites (Sec-Fetch-Site).
///
/// All but the first are ways for pages, and every browser says its page's Origin: without
/// one they are not read.
///
/// Several tokens are a dispute unless they are the same.
std::variant<upgrade_token, token_dispute> find_upgrade_token(
    const net::http_request& request, const token_sources& sources, const origin_policy& origins);

} // namespace ws::server
