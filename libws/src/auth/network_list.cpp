#include <ws/auth/network_list.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace ws::auth
{
namespace
{

namespace ip = boost::asio::ip;

using address_bytes = std::array<unsigned char, 16>;

constexpr unsigned mapped_bits = 96; ///< of ::ffff:0:0/96, in which IPv4 addresses lie

ip_address unmapped(const ip_address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::optional<ip_address> parse_plain(std::string_view text)
{
    // A zone names an interface of one machine, and behind a NUL nobody would look.
    if (text.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos)
        return std::nullopt;
    boost::system::error_code failed;
    const auto address = ip::make_address(std::string(text), failed);
    return failed ? std::nullopt : std::optional(address);
}

template <class Number>
std::optional<Number> parse_digits(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

unsigned bits_of(const ip_address& address) noexcept { return address.is_v4() ? 32 : 128; }

/// The address's bytes from the front; those of IPv4 are four.
address_bytes bytes_of(const ip_address& address) noexcept
{
    address_bytes bytes{};
    if (address.is_v4())
        std::ranges::copy(address.to_v4().to_bytes(), bytes.begin());
    else
        std::ranges::copy(address.to_v6().to_bytes(), bytes.begin());
    return bytes;
}

/// With every bit behind the first `prefix` cleared.
address_bytes cut(address_bytes bytes, unsigned prefix) noexcept
{
    for (unsigned i = 0; i < bytes.size(); ++i)
    {
        const unsigned kept = std::min(8U, prefix > 8 * i ? prefix - 8 * i : 0U);
        bytes[i] = static_cast<unsigned char>(bytes[i] & (0xff00U >> kept));
    }
    return bytes;
}

ip_network network(const char* base, unsigned prefix) { return {ip::make_address(base), prefix}; }

} // namespace

std::optional<ip_address> parse_address(std::string_view text)
{
    std::string_view port;
    if (text.starts_with('['))
    {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        port = text.substr(end + 1);
        text = text.substr(1, end - 1);
        if (text.find(':') == std::string_view::npos)
            return std::nullopt;
    }
    else if (const auto colon = text.find(':'); colon != std::string_view::npos && colon == text.rfind(':'))
    {
        port = text.substr(colon);
        text = text.substr(0, colon);
    }
    if (!port.empty() && (port.front() != ':' || !parse_digits<std::uint16_t>(port.substr(1))))
        return std::nullopt;
    const auto address = parse_plain(text);
    return address ? std::optional(unmapped(*address)) : std::nullopt;
}

bool ip_network::contains(const ip_address& address) const noexcept
{
    return address.is_v4() == base.is_v4() && cut(bytes_of(address), prefix) == bytes_of(base);
}

std::string ip_network::to_string() const { return base.to_string() + '/' + std::to_string(prefix); }

result<ip_network> parse_network(std::string_view text, std::string& why)
{
    const auto slash = text.find('/');
    const auto base = parse_plain(text.substr(0, slash));
    if (!base)
    {
        why = "it is no numeric address or network";
        return errc::malformed_input;
    }
    ip_network parsed{*base, bits_of(*base)};
    if (slash != std::string_view::npos)
    {
        const auto prefix = parse_digits<std::uint8_t>(text.substr(slash + 1));
        if (!prefix || *prefix > parsed.prefix)
        {
            why = "the prefix is not a number from 0 to " + std::to_string(parsed.prefix);
            return errc::malformed_input;
        }
        parsed.prefix = *prefix;
    }
    if (cut(bytes_of(parsed.base), parsed.prefix) != bytes_of(parsed.base))
    {
        why = "the address has bits behind the prefix";
        return errc::malformed_input;
    }
    if (const auto inner = unmapped(parsed.base); inner != parsed.base && parsed.prefix >= mapped_bits)
        return ip_network{inner, parsed.prefix - mapped_bits};
    return parsed;
}

bool contains(const std::vector<ip_network>& networks, const ip_address& address) noexcept
{
    return std::ranges::any_of(networks, [&](const ip_network& n) { return n.contains(address); });
}

bool is_private(const ip_address& address) noexcept
{
    static const std::vector<ip_network> networks{
        network("10.0.0.0", 8),    network("172.16.0.0", 12), network("192.168.0.0", 16),
        network("100.64.0.0", 10), network("127.0.0.0", 8),   network("169.254.0.0", 16),
        network("::1", 128),       network("fc00::", 7),      network("fe80::", 10)};
    return contains(networks, address);
}

} // namespace ws::auth
