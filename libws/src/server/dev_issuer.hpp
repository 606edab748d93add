#pragma once

#include "server/dev_session.hpp"

#include <ws/auth/key_set.hpp>
#include <ws/codec/rsa_signing_key.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ws::server
{

/// Stands for a Clerk instance where there is none: signs session tokens as Clerk does, for
/// any user it is asked for. For development only. Immutable.
class dev_issuer
{
public:
    /// `url` is the server's own loopback origin: `iss` of its tokens.
    dev_issuer(codec::rsa_signing_key key, std::string url);

    [[nodiscard]] const std::string& url() const noexcept { return url_; }

    /// `kid` of its tokens; Clerk has the instance's id there.
    [[nodiscard]] const std::string& key_id() const noexcept { return key_id_; }

    /// Its public key as a JWK Set.
    [[nodiscard]] std::string jwks() const;
    [[nodiscard]] auth::key_set_ptr keys() const;

    /// A session token that pages of the origin `authorized_party` may use.
    [[nodiscard]] std::string
    mint(const dev_session& session, std::string_view authorized_party, std::chrono::sys_seconds now) const;

private:
    codec::rsa_signing_key key_;
    std::string url_;
    std::string key_id_;
};

} // namespace ws::server
