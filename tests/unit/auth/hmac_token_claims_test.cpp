#include <ws/auth/hmac_token.hpp>
#include <ws/codec/base64.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using ws::errc;

const std::chrono::sys_seconds now{1'000'000s};
const ws::secret key("test-only-hmac-secret-0123456789abcdef");

hmac_token_verifier verifier()
{
    hmac_token_options options;
    options.secrets.push_back(key);
    return hmac_token_verifier(std::move(options));
}

ws::result<connection_claims> connect(std::string_view payload, ws::system_time at = now)
{
    return verifier().verify_connection(sign_hmac_token(payload, key), at);
}

ws::result<subscription_claims> subscribe(std::string_view payload, ws::system_time at = now)
{
    return verifier().verify_subscription(sign_hmac_token(payload, key), at);
}

/// A subscription token's payload with one more member.
std::string with(std::string_view member) { return R"({"channel":"c",)" + std::string(member) + "}"; }

TEST(HmacTokenTime, Exp_EndsAtItsSecond)
{
    EXPECT_TRUE(connect(R"({"exp":1000001})"));
    EXPECT_TRUE(connect(R"({"exp":1000001})", now + 999ms));
    EXPECT_EQ(connect(R"({"exp":1000001})", now + 1s).error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000000})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000000.9})").error(), errc::expired) << "the fraction is floored";
    EXPECT_EQ(connect(R"({"exp":-1})").error(), errc::expired);
}

TEST(HmacTokenTime, Nbf_StartsAtItsSecond)
{
    EXPECT_TRUE(connect(R"({"nbf":1000000})"));
    EXPECT_TRUE(connect(R"({"nbf":1000000.9})"));
    EXPECT_EQ(connect(R"({"nbf":1000001})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"nbf":1000001})", now + 999ms).error(), errc::expired);
    EXPECT_TRUE(connect(R"({"nbf":1000001})", now + 1s));
}

TEST(HmacTokenTime, DatesOutOfRangeOrOfAnotherType_AreInvalid)
{
    for (const std::string name : {"exp", "nbf", "expire_at"})
        for (const auto* value :
             {"1e20", "18446744073709551616", "-1e20", "1e999", "253402300800", "\"1893456300\"", "null",
              "true", "[]", "{}"})
            EXPECT_EQ(connect("{\"" + name + "\":" + value + "}").error(), errc::invalid_token)
                << name << value;
}

TEST(HmacTokenTime, EndOfYear9999_IsADate)
{
    EXPECT_EQ(connect(R"({"exp":253402300799})")->expires, std::chrono::sys_seconds(253402300799s));
    EXPECT_EQ(connect(R"({"nbf":253402300799})").error(), errc::expired);
}

TEST(HmacTokenTime, ExpireAt_ReplacesTheExpiryButNotTheCheck)
{
    EXPECT_EQ(connect(R"({"exp":1000050})")->expires, now + 50s);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":1000900})")->expires, now + 900s);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":0})")->expires, std::nullopt);
    EXPECT_EQ(connect(R"({"expire_at":1000900})")->expires, now + 900s);
    EXPECT_EQ(connect(R"({"exp":1000000,"expire_at":1000900})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000000,"expire_at":0})").error(), errc::expired);
}

TEST(HmacTokenTime, ExpireAtInThePast_IsExpired)
{
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":1000000})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":0.5})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":1e-300})").error(), errc::expired);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":-0.0})")->expires, std::nullopt);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":-0.5})").error(), errc::invalid_token);
    EXPECT_EQ(connect(R"({"exp":1000050,"expire_at":-1})").error(), errc::invalid_token);
}

TEST(HmacTokenClaims, NumberOfAnyLength_IsTakenAsItIs)
{
    const std::string number = "1." + std::string(60, '3');
    EXPECT_EQ(connect("{\"info\":" + number + '}').value().info, number);
}

TEST(HmacTokenTime, IatAndJti_AreNotRead)
{
    EXPECT_TRUE(connect(R"({"iat":9000000,"jti":5})"));
    EXPECT_TRUE(subscribe(with(R"("iat":"x","jti":null)")));
}

TEST(ConnectionToken, SubAbsentOrEmpty_IsTheAnonymousUser)
{
    EXPECT_EQ(connect("{}")->user, "");
    EXPECT_EQ(connect(R"({"sub":""})")->user, "");
    EXPECT_EQ(connect(R"({"sub":5})").error(), errc::invalid_token);
    EXPECT_EQ(connect(R"({"sub":null})").error(), errc::invalid_token);
}

TEST(ConnectionToken, Channel_MustBeAbsentOrEmpty)
{
    EXPECT_TRUE(connect(R"({"channel":""})"));
    EXPECT_EQ(connect(R"({"channel":"c"})").error(), errc::invalid_token);
    EXPECT_EQ(connect(R"({"channel":1})").error(), errc::invalid_token);
    EXPECT_EQ(connect(R"({"channel":"c","exp":1})").error(), errc::invalid_token) << "asked before exp";
}

TEST(ConnectionToken, InfoAndMeta_AreMinifiedWithExactNumbers)
{
    const auto claims =
        connect(R"({"info": { "n" : 1.50e+02, "big":12345678901234567890123 }, "meta" : [ 0.10 ] })");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->info, R"({"n":1.50e+02,"big":12345678901234567890123})");
    EXPECT_EQ(claims->meta, "[0.10]");
    EXPECT_EQ(connect("{}")->info, "");
    EXPECT_EQ(connect("{}")->meta, "");
}

TEST(ConnectionToken, EscapedClaimNames_AreTheSameClaims)
{
    const auto claims = connect(R"({"\u0065xp":1000050,"inf\u006f":[1]})");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->expires, now + 50s);
    EXPECT_EQ(claims->info, "[1]");
}

TEST(ConnectionToken, Subs_GiveEachChannelItsOptions)
{
    const auto claims = connect(
        R"({"subs":{"a":{"info":{"x": 1.0},"data":"d","override":{"presence":{"value":false}}},"b\n":{}},"channels":["c"]})");
    ASSERT_TRUE(claims);
    ASSERT_EQ(claims->subscriptions.size(), 2U) << "subs win over channels";
    subscription_override without_presence;
    without_presence.presence = false;
    const token_subscription& a = claims->subscriptions.at("a");
    EXPECT_EQ(a.info, R"({"x":1.0})");
    EXPECT_EQ(a.data, R"("d")");
    EXPECT_EQ(a.override, without_presence);
    EXPECT_EQ(claims->subscriptions.at("b\n").info, "");
}

TEST(ConnectionToken, SubsBase64_WinsOverPlain)
{
    const auto claims = connect(
        R"({"subs":{"a":{"info":1,"b64info":")" + ws::codec::base64_encode("[ 2 ]") +
        R"(","data":3,"b64data":")" + ws::codec::base64_encode("4") + R"("}}})");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->subscriptions.at("a").info, "[2]");
    EXPECT_EQ(claims->subscriptions.at("a").data, "4");
}

TEST(ConnectionToken, Channels_AreSubscriptionsWithoutOptions)
{
    const auto claims = connect(R"({"channels":["a","b","a"]})");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->subscriptions.size(), 2U);
    EXPECT_TRUE(claims->subscriptions.contains("b"));
    EXPECT_TRUE(connect(R"({"channels":[]})")->subscriptions.empty());
}

TEST(ConnectionToken, WrongTypesInSubscriptions_AreInvalid)
{
    for (const auto* payload :
         {R"({"subs":[]})", R"({"subs":null})", R"({"subs":{"a":1}})", R"({"subs":{"":{}}})",
          R"({"subs":{"a":{"override":[]}}})", R"({"subs":{"a":{"b64info":"!"}}})",
          R"({"subs":{"a":{"b64data":1}}})", R"({"channels":"a"})", R"({"channels":{}})",
          R"({"channels":[1]})", R"({"channels":[""]})"})
        EXPECT_EQ(connect(payload).error(), errc::invalid_token) << payload;
}

TEST(SubscriptionToken, AllClaims_AreRead)
{
    const auto claims = subscribe(
        R"({"sub":"u","channel":"jobs:42","client":"id","exp":1000050,"info":{"a": 1},"data":[ 1.0 ]})");
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->user, "u");
    EXPECT_EQ(claims->channel, "jobs:42");
    EXPECT_EQ(claims->client, "id");
    EXPECT_EQ(claims->expires, now + 50s);
    EXPECT_EQ(claims->info, R"({"a":1})");
    EXPECT_EQ(claims->data, "[1.0]");
    EXPECT_EQ(claims->override, subscription_override{});
}

TEST(SubscriptionToken, Channel_IsRequired)
{
    for (const auto* payload : {"{}", R"({"channel":""})", R"({"channel":null})", R"({"channel":["c"]})"})
        EXPECT_EQ(subscribe(payload).error(), errc::invalid_token) << payload;
}

TEST(SubscriptionToken, UserAndClient_AreOptionalText)
{
    EXPECT_EQ(subscribe(R"({"channel":"c"})")->user, "");
    EXPECT_EQ(subscribe(R"({"channel":"c"})")->client, "");
    EXPECT_EQ(subscribe(with(R"("sub":1)")).error(), errc::invalid_token);
    EXPECT_EQ(subscribe(with(R"("client":1)")).error(), errc::invalid_token);
}

TEST(SubscriptionToken, ExpiredOrNotYetActive_IsExpired)
{
    EXPECT_EQ(subscribe(with(R"("exp":1000000)")).error(), errc::expired);
    EXPECT_EQ(subscribe(with(R"("nbf":1000001)")).error(), errc::expired);
}

TEST(SubscriptionToken, Base64Claims_WinAndMustHoldJson)
{
    const auto base64 = [](std::string_view name, std::string_view bytes)
    {
        return with(
            R"("info":1,"data":2,")" + std::string(name) + R"(":")" + ws::codec::base64_encode(bytes) + '"');
    };
    EXPECT_EQ(subscribe(base64("b64info", "{ \"b\":\n2 }"))->info, R"({"b":2})");
    EXPECT_EQ(subscribe(base64("b64data", "\"x\""))->data, R"("x")");
    EXPECT_EQ(subscribe(base64("b64info", ""))->info, "1") << "empty is absent";
    for (const std::string_view bytes : {"{", "\xFF\xFE", "text", R"({"a":1,"a":2})"})
    {
        EXPECT_EQ(subscribe(base64("b64info", bytes)).error(), errc::invalid_token) << bytes;
        EXPECT_EQ(subscribe(base64("b64data", bytes)).error(), errc::invalid_token) << bytes;
    }
    EXPECT_EQ(subscribe(with(R"("b64info":"e30")")).error(), errc::invalid_token) << "padding is missing";
    EXPECT_EQ(subscribe(with(R"("b64info":{})")).error(), errc::invalid_token);
}

TEST(SubscriptionToken, Override_SetsWhatItNames)
{
    const auto claims = subscribe(with(
        R"("override":{"presence":{"value":true},"join_leave":{"value":false},"force_push_join_leave":{"value":true},)"
        R"("force_recovery":{"value":false},"force_positioning":{"value":true,"more":1},"unknown":5})"));
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->override.presence, true);
    EXPECT_EQ(claims->override.join_leave, false);
    EXPECT_EQ(claims->override.force_push_join_leave, true);
    EXPECT_EQ(claims->override.force_recovery, false);
    EXPECT_EQ(claims->override.force_positioning, true);
}

TEST(SubscriptionToken, OverrideOfWrongType_IsInvalid)
{
    for (const auto* value :
         {"null", "[]", "true", R"({"presence":true})", R"({"presence":{}})", R"({"presence":null})",
          R"({"join_leave":{"value":1}})", R"({"force_recovery":{"value":"true"}})",
          R"({"force_positioning":{"value":null}})", R"({"force_push_join_leave":[true]})"})
        EXPECT_EQ(subscribe(with(R"("override":)" + std::string(value))).error(), errc::invalid_token)
            << value;
}

} // namespace
