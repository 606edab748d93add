#include "support/clerk_vectors.hpp"

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;
namespace json = boost::json;

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
        {"exp", who.expires.time_since_epoch().count()},
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
    const auto check = [](const json::value& c)
    {
        ws::test::expect_clerk_case(c);
        const json::object& config = c.at("config").as_object();
        const clerk_token_verifier verifier(ws::test::options_of_vector(config));
        const auto keys = ws::test::load_vector_keys(std::string(config.at("keys").as_string()));

        const auto who = verifier.verify(
            std::string_view(c.at("token").as_string()), *keys, {.now = ws::test::time_of(c.at("now"))});

        EXPECT_EQ(who ? "ok" : to_string(who.error()), ws::test::expected_verdict(c));
        if (who)
            expect_identity(*who, c.at("expect").at("identity").as_object());
    };
    ws::test::for_each_vector(ws::test::read_clerk_cases(), check);
}

TEST(ClerkCases, KeyInTheFormOfAnEnvFile_VerifiesWhatThePemFileDoes)
{
    const auto escaped = ws::test::load_vector_keys("public-key.env.txt");
    const auto check = [&escaped](const json::value& c)
    {
        const json::object& config = c.at("config").as_object();
        if (config.at("keys").as_string() != "public-key.pem")
            return;
        const clerk_token_verifier verifier(ws::test::options_of_vector(config));
        const auto who = verifier.verify(
            std::string_view(c.at("token").as_string()), *escaped, {.now = ws::test::time_of(c.at("now"))});
        EXPECT_EQ(who ? "ok" : to_string(who.error()), ws::test::expected_verdict(c));
    };
    ws::test::for_each_vector(ws::test::read_clerk_cases(), check);
}

} // namespace
