#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ws::net
{

/// Whom an absolute URL asks: what two requests must have in common to share a connection.
class http_origin
{
public:
    /// Nothing where `url` is not absolute, not http or https, or has no host.
    /// Decides nothing else: whether the URL is sound is for the one that asks with it.
    static std::optional<http_origin> of(std::string_view url);

    [[nodiscard]] bool tls() const noexcept { return tls_; }
    /// "https://host:port", the port always there; without user-info.
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    /// "host:port", for people.
    [[nodiscard]] std::string_view authority() const noexcept;
    /// "host", in brackets where it is an IPv6 address.
    [[nodiscard]] std::string_view host() const noexcept;
    /// Nothing that is sent there leaves this machine. False says little: any name may be its own.
    [[nodiscard]] bool is_loopback() const noexcept;

private:
    http_origin(bool tls, std::string key) : tls_(tls), key_(std::move(key)) {}

    bool tls_;
    std::string key_;
};

} // namespace ws::net
