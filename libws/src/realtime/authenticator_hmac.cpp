#include <ws/realtime/authenticator.hpp>

namespace ws::realtime
{
namespace
{

class hmac_authenticator final : public authenticator
{
public:
    hmac_authenticator(auth::hmac_token_options options, now_fn now)
        : verifier_(std::move(options)), now_(std::move(now))
    {
    }

    net::task<std::variant<identity, auth_failure>>
    authenticate(std::string_view token, const connection_origin&) override
    {
        auto claims = verifier_.verify_connection(token, now_());
        if (!claims)
            co_return claims.error() == errc::expired ? auth_failure::expired : auth_failure::invalid;
        identity who;
        who.user = std::move(claims->user);
        who.expires = claims->expires;
        who.info = std::move(claims->info);
        who.subscriptions = std::move(claims->subscriptions);
        co_return who;
    }

    result<auth::subscription_claims> verify_subscription(std::string_view token) const override
    {
        return verifier_.verify_subscription(token, now_());
    }

private:
    auth::hmac_token_verifier verifier_;
    now_fn now_;
};

} // namespace

std::unique_ptr<authenticator> make_hmac_authenticator(auth::hmac_token_options options, now_fn now)
{
    return std::make_unique<hmac_authenticator>(std::move(options), std::move(now));
}

} // namespace ws::realtime
