#include "server/session_authenticator.hpp"
#include "support/clerk_vectors.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ws::server
{
namespace
{

namespace json = boost::json;

session_options options_of(const json::object& config, bool with_hmac)
{
    session_options options;
    options.tokens = test::options_of_vector(config);
    if (with_hmac)
        options.hmac.secrets = {secret("a-secret-of-our-own-of-32-letters")};
    return options;
}

/// What the server makes of a token: "ok", or the reason that it counted.
std::string verdict(const json::value& c, bool with_hmac)
{
    test::expect_clerk_case(c);
    net::asio::io_context io(1);
    const json::object& config = c.at("config").as_object();
    const auto keys =
        auth::make_fixed_clerk_keys(test::load_vector_keys(std::string(config.at("keys").as_string())));
    const auth::deny_list denials;
    const auth::permission_changes changes;
    const auth::ticket_register tickets;
    auth_counts counts;
    const system_time now = test::time_of(c.at("now"));
    const auto authenticator = make_session_authenticator(
        options_of(config, with_hmac), keys.get(), denials, changes, tickets, counts, [now] { return now; });
    const std::string token(c.at("token").as_string());
    const realtime::connection_origin from{true, "192.0.2.1"};
    const auto outcome = test::run(io, authenticator->authenticate(token, from));
    if (const auto* who = std::get_if<realtime::identity>(&outcome))
    {
        EXPECT_EQ(who->user, c.at("expect").at("identity").at("user_id").as_string());
        return "ok";
    }
    for (std::size_t i = 0; i < counts.refused.size(); ++i)
        if (counts.refused[i] > 0)
            return std::string(to_string(static_cast<auth::token_reason>(i)));
    return "refused without a reason";
}

class SessionAuthenticatorCases : public testing::Test
{
protected:
    test::log_capture log_;
};

TEST_F(SessionAuthenticatorCases, EveryVector_GivesItsVerdictAndReason)
{
    test::for_each_vector(
        test::read_clerk_cases(),
        [](const json::value& c) { EXPECT_EQ(verdict(c, false), test::expected_verdict(c)); });
    EXPECT_EQ(log_.count("eyJ"), 0U);
}

TEST_F(SessionAuthenticatorCases, HmacSecretsBesideIt_ChangeNoVerdictAndNoReason)
{
    test::for_each_vector(
        test::read_clerk_cases(),
        [](const json::value& c) { EXPECT_EQ(verdict(c, true), test::expected_verdict(c)); });
}

} // namespace
} // namespace ws::server
