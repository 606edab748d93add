#include "support/clerk_tokens.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace
{

using namespace ws::auth;
namespace json = boost::json;

key_set_ptr load_keys(const std::string& file)
{
    const std::string text = ws::test::read_text("clerk/" + file);
    if (file.ends_with(".json"))
        return parse_key_set(text).value();
    std::string why;
    return key_set::for_any_id(ws::codec::parse_public_key_pem(text, why).value());
}

std::vector<std::string> texts(const json::value& list)
{
    std::vector<std::string> all;
    for (const json::value& item : list.as_array())
        all.emplace_back(item.as_string());
    return all;
}

clerk_token_verifier verifier_of(const json::object& config)
{
    clerk_token_options options;
    options.authorized_parties = texts(config.at("authorized_parties"));
    options.audience = texts(config.at("audience"));
    options.issuers = texts(config.at("issuer"));
    options.clock_skew = std::chrono::milliseconds(config.at("clock_skew_ms").as_int64());
    return clerk_token_verifier(std::move(options));
}

ws::system_time time_of(const json::value& seconds)
{
    const auto milliseconds = std::llround(seconds.to_number<double>() * 1000);
    return ws::system_time(std::chrono::milliseconds(milliseconds));
}

json::value or_null(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

/// An identity in the vectors' members.
json::object as_json(const clerk_identity& who)
{
    json::value permissions = nullptr;
    if (who.org_permissions)
        permissions = json::array(who.org_permissions->begin(), who.org_permissions->end());
    return {
        {"user_id", who.user_id},
        {"session_id", who.session_id},
        {"status", or_null(who.status)},
        {"org_id", or_null(who.org_id)},
        {"org_role", or_null(who.org_role)},
        {"org_slug", or_null(who.org_slug)},
        {"org_permissions", permissions},
        {"actor", or_null(who.actor)},
    };
}

void expect_identity(const clerk_identity& who, const json::object& expected)
{
    const json::object got = as_json(who);
    for (const auto& [name, value] : expected)
        EXPECT_EQ(got.at(name), value) << name;
}

TEST(ClerkCases, EveryVector_GivesTheExpectedVerdictReasonAndIdentity)
{
    const auto file = ws::test::read_json("clerk/cases.json");
    const auto& cases = file.at("cases").as_array();
    ASSERT_EQ(cases.size(), 127U);
    std::map<std::string, key_set_ptr> sets;
    for (const json::value& c : cases)
    {
        SCOPED_TRACE(std::string(c.at("id").as_string()));
        const json::object& config = c.at("config").as_object();
        const json::object& expected = c.at("expect").as_object();
        const std::string keys(config.at("keys").as_string());
        if (!sets.contains(keys))
            sets[keys] = load_keys(keys);

        const auto who = verifier_of(config).verify(
            std::string_view(c.at("token").as_string()), *sets[keys], {.now = time_of(c.at("now"))});

        EXPECT_EQ(who.has_value(), expected.at("ok").as_bool());
        if (who)
            expect_identity(*who, expected.at("identity").as_object());
        else if (const json::value* reason = expected.if_contains("reason"))
            EXPECT_EQ(to_string(who.error()), std::string_view(reason->as_string()));
        else
            ADD_FAILURE() << "refused: " << to_string(who.error());
    }
}

TEST(ClerkCases, KeyInTheFormOfAnEnvFile_VerifiesTheSameTokens)
{
    const auto keys = load_keys("public-key.env.txt");
    const auto file = ws::test::read_json("clerk/cases.json");
    const json::value& c = file.at("cases").as_array().front();
    ASSERT_EQ(c.at("id").as_string(), "ok-v2-minimal");
    EXPECT_TRUE(
        verifier_of(c.at("config").as_object())
            .verify(std::string_view(c.at("token").as_string()), *keys, {.now = time_of(c.at("now"))}));
}

} // namespace
