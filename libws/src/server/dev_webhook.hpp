#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>
#include <ws/server/webhook_settings.hpp>

#include <string>
#include <string_view>

namespace ws::server
{

/// Posts to our own /webhooks/clerk what Clerk would post, signed as Clerk signs, so that a
/// developer without an account sees what such events do. For development only.
class dev_clerk
{
public:
    /// `instance` is the Clerk instance that the events are of. The table, in which the
    /// webhook's route is, must outlive this.
    dev_clerk(const net::router& table, const webhook_settings& settings, std::string instance);

    /// The answer to POST /dev/webhook: {status, answer, id, event} of the delivery; 400 for a
    /// request that names no event, 409 where there is no secret of Clerk's to sign with.
    /// `request` must live until the coroutine has ended.
    net::task<net::http_response> deliver(const net::http_request& request, system_time now) const;

private:
    const net::router& table_;
    secret signing_secret_; ///< "" = none
    std::string instance_;
};

/// The body of Clerk's event that a request of POST /dev/webhook describes (docs/development.md).
/// Errors: errc::malformed_input, with a sentence for the sender in `why`.
result<std::string>
clerk_event_body(std::string_view request, std::string_view instance, system_time now, std::string& why);

} // namespace ws::server
