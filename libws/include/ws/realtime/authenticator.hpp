#pragma once

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>
#include <ws/base/secret.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/realtime/connection_watch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

    // Of session tokens. "" = the token does not say.
    std::string session;           ///< by which node::close_session() finds the connection
    std::string organization;      ///< the active organisation's id
    std::string organization_role; ///< "org:admin"
    std::vector<std::string> organization_permissions;
    /// Role or permissions may have changed since the token was made: nothing that needs a
    /// permission is opened on its word, and the client is asked for another token soon.
    bool permissions_in_doubt = false;
    bool impersonated = false; ///< somebody else works as this user
    std::string actor;         ///< who that is, if the token says so

    /// Announce up to a tenth less than the lifetime, so that those who connected at
    /// once (after a deploy) do not refresh in step.
    bool spread_ttl = false;
};

/// The HTTP request that opened a connection, as far as it matters later.
struct connection_origin
{
    bool has_origin = false; ///< it had an Origin header: a browser sent it
    std::string address;     ///< the client's, for logs and listings; "" = unknown
    /// The token that the request itself brought; "" = none. It counts where the connect
    /// command has none, is verified then, and is forgotten after that.
    secret token{};
    std::shared_ptr<connection_watch> watch{}; ///< null: nobody wants to know
    /// The user of that token, as it was verified for the request: the connect command may
    /// bring another token of theirs, and of nobody else. "" = any.
    std::string user{};
    std::string ticket{}; ///< the id of the one-time token that it was spent on; "" = none
};

enum class auth_failure
{
    invalid,     ///< final: the client must not come back with this token
    expired,     ///< the client should fetch a new token
    pending,     ///< final for this token: the user has yet to finish signing in
    unavailable, ///< could not be decided now; the client should try again
};

/// "invalid", "expired", …, as the log has it.
std::string_view to_string(auth_failure failure) noexcept;

/// Decides who a token speaks for. Belongs to the shard's thread; views must
/// live until the coroutine has ended.
class authenticator
{
public:
    virtual ~authenticator() = default;

    /// `from` is the request that opened the connection. An implementation that waits
    /// asks again, after its last wait, whether the token was revoked meanwhile. The
    /// node logs the kind of a failure; who knows more of it logs that itself.
    virtual net::task<std::variant<identity, auth_failure>>
    authenticate(std::string_view token, const connection_origin& from) = 0;

    /// A subscription token's claims; comparing them with the connection is the caller's.
    [[nodiscard]] virtual result<auth::subscription_claims>
    verify_subscription(std::string_view token) const = 0;
};

/// HS256 tokens alone. `now` gives the wall clock.
std::unique_ptr<authenticator> make_hmac_authenticator(auth::hmac_token_options options, now_fn now);

} // namespace ws::realtime
