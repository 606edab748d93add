#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

std::vector<std::string> texts(const std::vector<ws::auth::origin>& origins)
{
    std::vector<std::string> all;
    for (const auto& o : origins)
        all.push_back(o.to_string());
    return all;
}

} // namespace

TEST(ConfigHost, Development_ListensOnLoopbackOnly)
{
    EXPECT_EQ(loaded(with("development", {{"HOST", "127.0.0.1"}})).value.host, "127.0.0.1");
    for (const char* host : {"0.0.0.0", "::1", "192.0.2.1"})
        EXPECT_THAT(complaints(with("development", {{"HOST", host}})), ElementsAre("HOST")) << host;
}

TEST(ConfigHost, Elsewhere_IsAnyNumericAddress)
{
    for (const char* host : {"127.0.0.1", "::", "::1", "192.0.2.1"})
        EXPECT_EQ(loaded(production({{"HOST", host}})).value.host, host);
    for (const char* host : {"localhost", "0.0.0.0:80", "[::]", "300.1.1.1"})
        EXPECT_THAT(complaints(production({{"HOST", host}})), ElementsAre("HOST")) << host;
}

TEST(ConfigOrigins, Entries_AreNormalised)
{
    const config c =
        loaded(production({{"FRONTEND_URL", "HTTPS://App.Example.com:443/, https://b.example.com:8443,,"}}))
            .value;
    EXPECT_THAT(
        texts(c.frontend_origins), ElementsAre("https://app.example.com", "https://b.example.com:8443"));
}

TEST(ConfigOrigins, AllowedOrigins_AreFrontendUnlessGiven)
{
    EXPECT_THAT(texts(loaded(production()).value.allowed_origins), ElementsAre("https://app.example.com"));
    const config c = loaded(production({{"ALLOWED_ORIGINS", "https://other.example.com"}})).value;
    EXPECT_THAT(texts(c.allowed_origins), ElementsAre("https://other.example.com"));
    EXPECT_THAT(texts(c.frontend_origins), ElementsAre("https://app.example.com"));
}

TEST(ConfigOrigins, Development_AllowsItsOwnPagesToo)
{
    EXPECT_THAT(
        texts(loaded(with("development", {{"PORT", "9000"}})).value.allowed_origins),
        ElementsAre("http://localhost:3000", "http://localhost:9000", "http://127.0.0.1:9000"));
}

TEST(ConfigOrigins, EntriesThatAreNoOrigin_AreOneProblemEach)
{
    const auto problems = problems_of(production(
        {{"FRONTEND_URL", "https://a.example.com/x, ftp://b, https://u:secret@c.example.com, *"}}));
    ASSERT_EQ(problems.size(), 4U) << to_string(problems);
    EXPECT_THAT(problems[0].what, HasSubstr("https://a.example.com/x"));
    EXPECT_THAT(to_string(problems), testing::Not(HasSubstr("secret")));
}

TEST(ConfigOrigins, OnlyCommas_IsOneProblem)
{
    EXPECT_THAT(complaints(production({{"FRONTEND_URL", " , "}})), ElementsAre("FRONTEND_URL"));
}

TEST(ConfigOrigins, Patterns_AreForDevelopmentAndTest)
{
    const settings pattern{{"ALLOWED_ORIGINS", "https://gallery-*-acme.vercel.app"}};
    EXPECT_THAT(complaints(production(pattern)), ElementsAre("ALLOWED_ORIGINS"));
    EXPECT_THAT(problems_of(production(pattern)).at(0).what, HasSubstr("vercel.app\", which is a pattern"));
    EXPECT_THAT(complaints(with("test", pattern)), IsEmpty());
    EXPECT_THAT(complaints(with("development", pattern)), IsEmpty());
    settings live = with("development", pattern);
    live["CLERK_SECRET_KEY"] = "sk_live_FAKE0000000000000000000000";
    EXPECT_THAT(complaints(live), ElementsAre("ALLOWED_ORIGINS"));
}

TEST(ConfigOrigins, StarAlone_IsRefusedEverywhere)
{
    for (const char* environment : {"test", "development"})
        for (const char* name : {"FRONTEND_URL", "ALLOWED_ORIGINS"})
            EXPECT_THAT(complaints(with(environment, {{name, "*"}})), ElementsAre(name)) << environment;
}

TEST(ConfigDatabase, KnownAddresses_Pass)
{
    for (const char* url :
         {"libsql://db.example.com", "https://db.example.com:8443/x", "file:data/ws.db", "file:/data/ws.db"})
        EXPECT_EQ(loaded(production({{"DATABASE_URL", url}})).value.database_url, url);
    EXPECT_TRUE(warns(loaded(production({{"DATABASE_URL", ":memory:"}})), "DATABASE_URL", "lost"));
    EXPECT_THAT(complaints(with("test", {{"DATABASE_URL", "http://127.0.0.1:8081"}})), IsEmpty());
    EXPECT_THAT(complaints(with("test", {{"DATABASE_URL", "http://[::1]:8081"}})), IsEmpty());
}

TEST(ConfigDatabase, OtherAddresses_AreRefusedWithoutShowingThem)
{
    for (const char* url :
         {"mysql://secret", "postgres://u:secret@h/d", "secret.db", "file:", "libsql://",
          "libsql://u:secret@h", "libsql://h?authToken=secret", "http://h", "http://127.0.0.1:1",
          "https://h/#secret", "wss://h", "https://:1"})
    {
        const auto problems = problems_of(production({{"DATABASE_URL", url}}));
        ASSERT_EQ(problems.size(), 1U) << url;
        EXPECT_EQ(problems[0].place, "DATABASE_URL");
        EXPECT_THAT(to_string(problems), testing::Not(HasSubstr("secret"))) << url;
    }
}

TEST(ConfigDatabase, RemoteDatabase_NeedsItsToken)
{
    EXPECT_THAT(complaints(production({{"DATABASE_AUTH_TOKEN", ""}})), ElementsAre("DATABASE_AUTH_TOKEN"));
    EXPECT_THAT(
        complaints(production({{"DATABASE_AUTH_TOKEN", ""}, {"DATABASE_URL", "file:x.db"}})), IsEmpty());
    EXPECT_THAT(complaints(with("development", {{"DATABASE_URL", "libsql://h"}})), IsEmpty());
}
