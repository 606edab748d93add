#pragma once

#include <ws/base/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::auth
{

using ip_address = boost::asio::ip::address;

/// A numeric address as a peer or a proxy names it: IPv4, or IPv6 with or without
/// brackets, either with a port behind it or not. An IPv4 address inside an IPv6
/// one (::ffff:192.0.2.1) becomes IPv4. Nothing for everything else, zones
/// (fe80::1%eth0) included.
std::optional<ip_address> parse_address(std::string_view text);

/// A block of addresses in CIDR notation.
struct ip_network
{
    ip_address base;
    unsigned prefix = 0; ///< bits

    bool operator==(const ip_network&) const = default;
    [[nodiscard]] bool contains(const ip_address& address) const noexcept;
    /// "10.0.0.0/8"
    [[nodiscard]] std::string to_string() const;
};

/// "10.0.0.0/8", "2001:db8::/32", or one address alone. Bits behind the prefix are
/// a mistake. `why` receives what is wrong. Errors: errc::malformed_input.
result<ip_network> parse_network(std::string_view text, std::string& why);

/// Whether any of the blocks holds the address.
bool contains(const std::vector<ip_network>& networks, const ip_address& address) noexcept;

/// Whether it is an address that cannot come from the internet: loopback, private,
/// shared (100.64.0.0/10), link-local and unique local ones.
bool is_private(const ip_address& address) noexcept;

} // namespace ws::auth
