#pragma once

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>

namespace ws::server
{

/// The answer to GET /dev/subscription-token: {token, expires_in}, a token that admits `user` to
/// `channel` where the namespace wants one; 400 with a sentence for a request that cannot be met.
net::http_response answer_dev_subscription_token(
    const auth::hmac_token_options& tokens, const net::http_request& request, system_time now);

} // namespace ws::server
