#pragma once

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace ws::realtime
{

/// Who a connection is.
struct identity
{
    std::string user; ///< "" = anonymous
    std::optional<std::chrono::sys_seconds> expires;
    std::string info; ///< minified JSON for conn_info, or empty
    /// Server-side subscriptions that the token asks for.
    std::map<std::string, auth::token_subscription> subscriptions;
};

enum class auth_failure
{
    invalid,     ///< final: the client must not come back with this token
    expired,     ///< the client should fetch a new token
    unavailable, ///< could not be decided now; the client should try again
};

/// Decides who a token speaks for. Belongs to the shard's thread; views must
/// live until the coroutine has ended.
class authenticator
{
public:
    virtual ~authenticator() = default;

    virtual net::task<std::variant<identity, auth_failure>> authenticate(std::string_view token) = 0;

    /// A subscription token's claims; comparing them with the connection is the caller's.
    [[nodiscard]] virtual result<auth::subscription_claims>
    verify_subscription(std::string_view token) const = 0;
};

/// HS256 tokens alone. `now` gives the wall clock.
std::unique_ptr<authenticator> make_hmac_authenticator(auth::hmac_token_options options, now_fn now);

} // namespace ws::realtime
