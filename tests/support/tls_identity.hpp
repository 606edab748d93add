#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace ws::test
{

/// A certification authority made for one test, and a server's certificate of its own.
class tls_identity
{
public:
    /// @param host whom the certificate names: a DNS name or a numeric IPv4 address
    explicit tls_identity(const std::string& host);
    ~tls_identity();
    tls_identity(const tls_identity&) = delete;
    tls_identity& operator=(const tls_identity&) = delete;

    /// PEM files, which exist as long as this does.
    [[nodiscard]] std::string ca_file() const { return folder_ + "/ca.pem"; }
    [[nodiscard]] std::string certificate_file() const { return folder_ + "/server.pem"; }
    [[nodiscard]] std::string key_file() const { return folder_ + "/server.key"; }

    /// For a server that shows the certificate.
    [[nodiscard]] ssl_ctx_st* context() const noexcept { return context_; }

private:
    std::string folder_;
    ssl_ctx_st* context_;
};

} // namespace ws::test
