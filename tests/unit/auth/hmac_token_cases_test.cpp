#include "support/test_data.hpp"

#include <ws/auth/hmac_token.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace
{

using namespace ws::auth;
namespace json = boost::json;

/// What a verifier and its caller make of a token, in the vectors' members.
struct outcome
{
    std::string error; ///< "invalid", "expired" or ""
    std::string user;
    std::string channel;
    std::optional<std::chrono::sys_seconds> expires;
    std::string info;
    subscription_override override;
};

std::string error_name(const ws::error_code& ec)
{
    if (ec == ws::errc::invalid_token)
        return "invalid";
    return ec == ws::errc::expired ? "expired" : ec.message();
}

outcome refused(std::string error)
{
    outcome o;
    o.error = std::move(error);
    return o;
}

hmac_token_verifier verifier_of(const json::object& secrets)
{
    hmac_token_options options;
    options.secrets.emplace_back(secrets.at("current").as_string());
    options.secrets.emplace_back(secrets.at("previous").as_string());
    return hmac_token_verifier(std::move(options));
}

outcome connect(const hmac_token_verifier& verifier, std::string_view token, ws::system_time now)
{
    const auto claims = verifier.verify_connection(token, now);
    if (!claims)
        return refused(error_name(claims.error()));
    if (claims->user.empty()) // the caller's rule where anonymous users may not connect
        return refused("invalid");
    return {"", claims->user, "", claims->expires, claims->info, {}};
}

outcome subscribe(
    const hmac_token_verifier& verifier, const json::object& c, std::string_view token, ws::system_time now)
{
    const auto claims = verifier.verify_subscription(token, now);
    if (!claims)
        return refused(error_name(claims.error()));
    // The caller's comparison with the connection.
    if (claims->user != c.at("connection_user").as_string() || claims->channel != c.at("channel").as_string())
        return refused("invalid");
    return {"", claims->user, claims->channel, claims->expires, claims->info, claims->override};
}

subscription_override override_of(const json::object& names)
{
    subscription_override expected;
    for (const auto& [name, value] : names)
    {
        if (name == "presence")
            expected.presence = value.as_bool();
        else if (name == "force_recovery")
            expected.force_recovery = value.as_bool();
        else
            ADD_FAILURE() << "the vectors have an override this test does not know: " << name;
    }
    return expected;
}

void expect_member(const outcome& got, std::string_view name, const json::value& expected)
{
    if (name == "ok")
        EXPECT_EQ(got.error.empty(), expected.as_bool());
    else if (name == "error")
        EXPECT_EQ(got.error, std::string(expected.as_string()));
    else if (name == "user")
        EXPECT_EQ(got.user, std::string(expected.as_string()));
    else if (name == "channel")
        EXPECT_EQ(got.channel, std::string(expected.as_string()));
    else if (name == "expire_at" && expected.is_null())
        EXPECT_FALSE(got.expires);
    else if (name == "expire_at")
        EXPECT_EQ(got.expires.value().time_since_epoch().count(), expected.as_int64());
    else if (name == "info")
        EXPECT_EQ(json::parse(got.info), expected);
    else if (name == "override")
        EXPECT_EQ(got.override, override_of(expected.as_object()));
    else
        ADD_FAILURE() << "the vectors expect something this test does not know: " << name;
}

TEST(HmacTokenCases, EveryVector_GivesTheExpectedVerdictAndClaims)
{
    const auto file = ws::test::read_json("clerk/hs256-cases.json");
    const auto verifier = verifier_of(file.at("secrets").as_object());
    const auto& cases = file.at("cases").as_array();
    ASSERT_EQ(cases.size(), 24U);
    for (const json::value& value : cases)
    {
        const json::object& c = value.as_object();
        SCOPED_TRACE(std::string(c.at("id").as_string()));
        const ws::system_time now{std::chrono::seconds(c.at("now").as_int64())};
        const std::string token(c.at("token").as_string());
        const bool connection = c.at("kind").as_string() == "connection";
        const outcome got = connection ? connect(verifier, token, now) : subscribe(verifier, c, token, now);
        const json::object& expected = c.at("expect").as_object();
        EXPECT_EQ(got.override != subscription_override{}, expected.contains("override"));
        EXPECT_EQ(!got.info.empty(), expected.contains("info"));
        for (const auto& [name, wanted] : expected)
            expect_member(got, name, wanted);
    }
}

} // namespace
