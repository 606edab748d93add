#include "support/vectors.hpp"

#include <ws/auth/hmac_token.hpp>

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

/// With all the secrets of the file, in its order: whatever they are called.
hmac_token_verifier verifier_of(const json::object& secrets)
{
    hmac_token_options options;
    for (const auto& secret : secrets)
        options.secrets.emplace_back(secret.value().as_string());
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

outcome of_command(
    const hmac_token_verifier& verifier, const json::object& c, std::string_view token, ws::system_time now)
{
    if (c.at("kind").as_string() == "connection")
        return connect(verifier, token, now);
    if (c.at("kind").as_string() == "subscription")
        return subscribe(verifier, c, token, now);
    throw std::runtime_error("this test does not know the kind " + std::string(c.at("kind").as_string()));
}

subscription_override override_of(const json::object& names)
{
    ws::test::expect_members(
        names, {"presence", "join_leave", "force_push_join_leave", "force_recovery", "force_positioning"});
    const auto value_of = [&names](const char* name)
    {
        const json::value* value = names.if_contains(name);
        return value == nullptr ? std::optional<bool>() : value->as_bool();
    };
    return {
        value_of("presence"), value_of("join_leave"), value_of("force_push_join_leave"),
        value_of("force_recovery"), value_of("force_positioning")};
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
        EXPECT_EQ(got.expires.value().time_since_epoch().count(), expected.to_number<std::int64_t>());
    else if (name == "info")
        EXPECT_EQ(json::parse(got.info), expected);
    else if (name == "override")
        EXPECT_EQ(got.override, override_of(expected.as_object()));
    else
        ADD_FAILURE() << "this test does not know what is expected of " << name;
}

TEST(HmacTokenCases, EveryVector_GivesTheExpectedVerdictAndClaims)
{
    const auto file = ws::test::read_vectors("clerk/hs256-cases.json", "hs256-token-cases/1");
    ws::test::expect_members(file.as_object(), {"format", "secrets", "clock_skew_ms", "cases"});
    ASSERT_EQ(file.at("clock_skew_ms"), 0) << "these tokens are granted none";
    const auto verifier = verifier_of(file.at("secrets").as_object());
    const auto check = [&verifier](const json::value& value)
    {
        const json::object& c = value.as_object();
        ws::test::expect_members(
            c, {"id", "kind", "text", "now", "connection_user", "channel", "token", "expect"});
        const std::string token(c.at("token").as_string());
        const outcome got = of_command(verifier, c, token, ws::test::time_of(c.at("now")));
        const json::object& expected = c.at("expect").as_object();
        EXPECT_TRUE(expected.contains("override") || got.override == subscription_override{});
        EXPECT_TRUE(expected.contains("info") || got.info.empty());
        for (const auto& [name, wanted] : expected)
            expect_member(got, name, wanted);
    };
    ws::test::for_each_vector(file.at("cases"), check);
}

} // namespace
