#include "server/session_authenticator.hpp"
#include "support/clerk_tokens.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace ws::server
{
namespace
{

namespace json = boost::json;

std::vector<std::string> texts(const json::value& list)
{
    std::vector<std::string> all;
    for (const json::value& item : list.as_array())
        all.emplace_back(item.as_string());
    return all;
}

auth::key_set_ptr load_keys(const std::string& file)
{
    const std::string text = test::read_text("clerk/" + file);
    std::string why;
    if (file.ends_with(".pem"))
        return auth::key_set::for_any_id(codec::parse_public_key_pem(text, why).value());
    return auth::parse_key_set(text).value();
}

session_options options_of(const json::object& config, bool with_hmac)
{
    session_options options;
    options.tokens.authorized_parties = texts(config.at("authorized_parties"));
    options.tokens.audience = texts(config.at("audience"));
    options.tokens.issuers = texts(config.at("issuer"));
    options.tokens.clock_skew = std::chrono::milliseconds(config.at("clock_skew_ms").as_int64());
    if (with_hmac)
        options.hmac.secrets = {secret("a-secret-of-our-own-of-32-letters")};
    return options;
}

/// What the server makes of a token: "ok", or the reason that it counted.
std::string verdict(const json::value& c, bool with_hmac)
{
    net::asio::io_context io(1);
    const json::object& config = c.at("config").as_object();
    const auto keys = auth::make_fixed_clerk_keys(load_keys(std::string(config.at("keys").as_string())));
    const auth::deny_list denials;
    auth_counts counts;
    const system_time now{std::chrono::milliseconds(std::llround(c.at("now").to_number<double>() * 1000))};
    const auto authenticator = make_session_authenticator(
        options_of(config, with_hmac), keys.get(), denials, counts, [now] { return now; });
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

std::string expected(const json::value& c)
{
    const json::object& expect = c.at("expect").as_object();
    return expect.at("ok").as_bool() ? "ok" : std::string(expect.at("reason").as_string());
}

class SessionAuthenticatorCases : public testing::Test
{
protected:
    test::log_capture log_;
};

TEST_F(SessionAuthenticatorCases, EveryVector_GivesItsVerdictAndReason)
{
    const auto file = test::read_json("clerk/cases.json");
    ASSERT_EQ(file.at("cases").as_array().size(), 127U);
    for (const json::value& c : file.at("cases").as_array())
        EXPECT_EQ(verdict(c, false), expected(c)) << c.at("id");
    EXPECT_EQ(log_.count("eyJ"), 0U);
}

TEST_F(SessionAuthenticatorCases, HmacSecretsBesideIt_LetNoOtherTokenIn)
{
    const auto file = test::read_json("clerk/cases.json");
    for (const json::value& c : file.at("cases").as_array())
        EXPECT_EQ(verdict(c, true) == "ok", expected(c) == "ok") << c.at("id");
}

} // namespace
} // namespace ws::server
