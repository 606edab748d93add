#pragma once

#include <ws/auth/network_list.hpp>
#include <ws/net/http_message.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::auth
{

/// Which peers may say on whose behalf they come.
struct proxy_trust
{
    std::vector<ip_network> proxies; ///< none: every peer speaks for itself
    /// A header in which a proxy names one address and nothing else, such as
    /// "CF-Connecting-IP"; "": X-Forwarded-For alone.
    std::string address_header;
};

/// Where a request came from.
struct client_address
{
    std::string text; ///< numeric; for logs and operators
    /// What limits by address count: the address, of IPv6 its /64, which is what
    /// one customer of a network gets. "" while the address says nothing: the peer
    /// is private and no setting trusts it, so it is some proxy, and everybody
    /// would count as one.
    std::string limit_key;

    [[nodiscard]] bool can_be_limited() const noexcept { return !limit_key.empty(); }
};

/// The peer's address, unless a trusted proxy names another: `address_header` if it
/// is there once and holds an address, else X-Forwarded-For, walked from the right
/// to the first address that is not trusted itself. Several header lines are one
/// list. At an element that is no address the walk stops with the last good one:
/// what is left of it may be anybody's invention.
client_address address_of(const net::http_request& request, const proxy_trust& trust);

/// The scheme with which the client reached a trusted proxy, as X-Forwarded-Proto
/// names it.
enum class forwarded_scheme
{
    unknown, ///< the peer is not trusted or does not say
    http,    ///< "http" or "ws", on one of the hops at least
    https,   ///< "https" or "wss" on all of them
};

forwarded_scheme scheme_of(const net::http_request& request, const proxy_trust& trust);

} // namespace ws::auth
