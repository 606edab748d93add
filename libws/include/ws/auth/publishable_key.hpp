#pragma once

#include <ws/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ws::auth
{

enum class clerk_instance : std::uint8_t
{
    development,
    production,
};

/// What a Clerk publishable key says: which instance, and where its Frontend API is.
struct publishable_key
{
    clerk_instance instance = clerk_instance::development;
    std::string frontend_host; ///< lower-case host name without a port

    /// The `iss` of the instance's session tokens, unless a Clerk proxy domain is in use.
    [[nodiscard]] std::string issuer() const { return "https://" + frontend_host; }
    [[nodiscard]] std::string jwks_url() const { return issuer() + "/.well-known/jwks.json"; }
};

/// `pk_test_` or `pk_live_`, then the base64, padded or not, of a bare host name
/// with a dot in it and one `$` behind it. Errors: errc::malformed_input.
result<publishable_key> parse_publishable_key(std::string_view key);

} // namespace ws::auth
