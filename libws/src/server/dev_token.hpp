#pragma once

#include "server/dev_issuer.hpp"

#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>

namespace ws::server
{

/// The answer to GET /dev/token: {token, user, session, expires_at, expires_in}, and org and
/// role where there are; 400 with a sentence for a request that cannot be met. The token is
/// for pages of the request's origin, or of the issuer's own where it has none.
net::http_response
answer_dev_token(const dev_issuer& issuer, const net::http_request& request, system_time now);

/// The answer to requests for tokens and keys where Clerk issues them.
net::http_response no_dev_issuer();

} // namespace ws::server
