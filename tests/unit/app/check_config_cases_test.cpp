#include "support/vectors.hpp"
#include "unit/app/console.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

using testing::HasSubstr;

namespace
{

namespace json = boost::json;

using setting = std::pair<std::string, std::string>;

/// Everything that production needs but Clerk's key.
void complete(imagineo::console& c)
{
    c.environment.values.insert(
        {{"FRONTEND_URL", "https://app.example.com"},
         {"CLERK_SECRET_KEY", "sk_live_FAKE0000000000000000000000000000000000000"},
         {"WEBHOOK_SECRET", std::string(32, 's')},
         {"DATABASE_URL", "libsql://db.example.com"},
         {"DATABASE_AUTH_TOKEN", "database-token"},
         {"TOKEN_HMAC_SECRETS", std::string(32, 't')}});
}

/// What the command makes of an environment: "fine", or the name of its only problem.
std::string verdict(const std::string& node_env, const setting& with)
{
    imagineo::console c{{"NODE_ENV", node_env}, with};
    if (node_env != "test")
        complete(c);
    if (imagineo::check_config(c.around(), "") == 0)
        return "fine";
    const std::string said = c.err.str();
    EXPECT_THAT(said, HasSubstr("1 problem in"));
    return said.find("1. " + with.first + ':') != std::string::npos ? with.first : said;
}

TEST(CheckConfigCases, EverySecretKey_GivesTheExpectedVerdict)
{
    const auto file = ws::test::read_vectors("clerk/config-cases.json", "clerk-config-cases/1");
    const auto check = [](const json::value& c)
    {
        const std::string name = "CLERK_SECRET_KEY";
        const setting key{name, std::string(c.at("value").as_string())};
        const std::string expected = c.at("ok").as_bool() ? "fine" : name;
        EXPECT_EQ(verdict(std::string(c.at("node_env").as_string()), key), expected);
    };
    ws::test::for_each_vector(file.at("secret_keys"), check);
}

TEST(CheckConfigCases, EveryPublishableKey_GivesTheExpectedVerdict)
{
    const auto file = ws::test::read_vectors("clerk/config-cases.json", "clerk-config-cases/1");
    const auto check = [](const json::value& c)
    {
        const std::string name = "CLERK_PUBLISHABLE_KEY";
        const setting key{name, std::string(c.at("value").as_string())};
        // An empty variable is an unset one.
        const bool is_fine = c.at("ok").as_bool() || key.second.empty();
        EXPECT_EQ(verdict("test", key), is_fine ? "fine" : name);
    };
    ws::test::for_each_vector(file.at("publishable_keys"), check);
}

TEST(CheckConfigCases, EveryOrigin_IsAConfigurationErrorWhereExpected)
{
    const auto file = ws::test::read_vectors("clerk/origin-cases.json", "origin-cases/1");
    for (const char* name : {"FRONTEND_URL", "ALLOWED_ORIGINS"})
    {
        const auto check = [name](const json::value& c)
        {
            const setting origins{name, std::string(c.at("pattern").as_string())};
            EXPECT_EQ(verdict("test", origins), c.at("allow") == "config-error" ? name : "fine");
        };
        ws::test::for_each_vector(file.at("cases"), check);
    }
}

} // namespace
