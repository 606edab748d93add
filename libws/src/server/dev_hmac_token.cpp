#include "base/json_object_writer.hpp"

#include <ws/server/dev_hmac_token.hpp>

#include <cstdint>

namespace ws::server
{

std::string sign_dev_hmac_token(
    const auth::hmac_token_options& tokens, std::string_view user, std::string_view channel, system_time now,
    std::chrono::seconds lifetime)
{
    const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    std::string payload;
    {
        object_writer claims(payload);
        claims.string("sub", user);
        claims.string("channel", channel);
        claims.string("aud", tokens.audience);
        claims.string("iss", tokens.issuer);
        claims.number_always("iat", static_cast<std::uint64_t>(issued.count()));
        claims.number_always("exp", static_cast<std::uint64_t>((issued + lifetime).count()));
    }
    return auth::sign_hmac_token(payload, tokens.secrets.front());
}

} // namespace ws::server
