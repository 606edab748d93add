#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Config, CompleteProductionEnvironment_Loads)
{
    const config c = loaded(production()).value;
    EXPECT_EQ(c.env, environment::production);
    EXPECT_EQ(c.host, "0.0.0.0");
    EXPECT_EQ(c.port, 8080);
    EXPECT_EQ(c.max_body_bytes, 1'048'576U);
    EXPECT_EQ(c.queue_limit_bytes, 1'048'576U);
    EXPECT_EQ(c.log_level, ws::log::level::info);
    EXPECT_EQ(c.log_format, ws::log::format::json);
    EXPECT_EQ(c.database_url, "libsql://db.example.com");
    EXPECT_EQ(c.namespaces.size(), 5U);
    EXPECT_FALSE(c.client_insecure);
}

TEST(Config, NothingSet_MeansProductionAndNamesWhatItNeeds)
{
    EXPECT_THAT(
        complaints({}), ElementsAre("FRONTEND_URL", "CLERK_SECRET_KEY", "WEBHOOK_SECRET", "DATABASE_URL"));
    EXPECT_THAT(complaints(with("staging")), testing::SizeIs(4));
    EXPECT_THAT(complaints(with("beta")), testing::SizeIs(4));
}

TEST(Config, TestEnvironmentWithNothingSet_Loads)
{
    const config c = loaded(with("test")).value;
    EXPECT_EQ(c.database_url, ":memory:");
    EXPECT_TRUE(c.api_keys.empty() && c.tokens.secrets.empty() && c.allowed_origins.empty());
}

TEST(Config, DevelopmentWithNothingSet_HasEverything)
{
    const config c = loaded(with("development")).value;
    EXPECT_EQ(c.host, "127.0.0.1");
    EXPECT_EQ(c.database_url, "file:.imagineo-ws/dev.db");
    EXPECT_EQ(c.log_format, ws::log::format::text);
    EXPECT_EQ(c.frontend_origins.at(0).to_string(), "http://localhost:3000");
    EXPECT_EQ(c.tokens.secrets.at(0).reveal(), "made-token-secret");
    EXPECT_EQ(c.webhook_secrets.at(0).reveal(), "made-webhook-secret");
    EXPECT_NE(ws::auth::api_key_ring(c.api_keys).find("made-webhook-secret"), nullptr);
    for (const webhook_provider_settings& provider : c.webhooks.providers)
        if (provider.name == "clerk")
        {
            EXPECT_EQ(provider.options.secrets.size(), 1U);
        }
}

TEST(Config, DevelopmentWithItsOwnSecrets_MakesNone)
{
    auto host = plain_host();
    host.development_secrets = [](std::string&) -> ws::result<dev_secrets>
    {
        ADD_FAILURE() << "asked for secrets";
        return ws::errc::not_found;
    };
    loaded(
        with(
            "development", {{"WEBHOOK_SECRET", "mine"},
                            {"TOKEN_HMAC_SECRETS", "mine too"},
                            {"CLERK_WEBHOOK_SIGNING_SECRET", "whsec_" + std::string(32, 'A')}}),
        host);
    problems_of(with("development", {{"PORT", "x"}}), host);
}

TEST(Config, DevelopmentSecretsOutOfReach_IsAProblem)
{
    auto host = plain_host();
    host.development_secrets = [](std::string& why) -> ws::result<dev_secrets>
    {
        why = "cannot create x";
        return ws::errc::unavailable;
    };
    const auto problems = problems_of(with("development"), host);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].what, "cannot create x");
}

TEST(Config, DevelopmentWithoutClerksKeys_IssuesTokensItself)
{
    EXPECT_TRUE(loaded(with("development")).value.dev_issuer_key);
    EXPECT_FALSE(
        loaded(
            with("development", {{"CLERK_SECRET_KEY", "sk_test_FAKE00000000000000000000000000000000000000"}}))
            .value.dev_issuer_key);
    EXPECT_FALSE(loaded(production()).value.dev_issuer_key);
    EXPECT_FALSE(loaded(with("test")).value.dev_issuer_key);
}

TEST(Config, IssuerWithoutAKey_IsAProblemThatSaysHowToMendIt)
{
    auto host = plain_host();
    host.development_issuer_key = [](std::string& why) -> ws::result<ws::codec::rsa_signing_key>
    {
        why = "cannot create .imagineo-ws: Permission denied";
        return ws::errc::unavailable;
    };
    const auto problems = problems_of(with("development"), host);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("Permission denied"));
    EXPECT_FALSE(problems[0].mend.empty());
    EXPECT_TRUE(problems_of(with("test"), host).empty());
}

TEST(Config, SixMistakes_GiveSixProblemsInTheOrderOfTheTable)
{
    const settings given = production(
        {{"CHANNELS", R"({"room": {"presense": true}})"},
         {"PORT", "99999"},
         {"FRONTEND_URL", "https://app.example.com/path"},
         {"WEBHOOK_SECRET", "short"},
         {"CLERK_SECRET_KEY", "pk_live_FAKE"},
         {"DATABASE_URL", "mysql://db"}});
    EXPECT_THAT(
        complaints(given),
        ElementsAre(
            "PORT", "FRONTEND_URL", "CLERK_SECRET_KEY", "WEBHOOK_SECRET", "DATABASE_URL", "CHANNELS"));
    for (const config_problem& p : problems_of(given))
        EXPECT_FALSE(p.what.empty() || (p.mend.empty() && p.place != "CHANNELS")) << p.place;
}

TEST(Config, UnknownEnvironment_IsOneProblemAndTheRestIsJudgedByWhatWasMeant)
{
    EXPECT_THAT(complaints(with("dev")), ElementsAre("NODE_ENV"));
    EXPECT_THAT(complaints(production({{"NODE_ENV", "prod"}})), ElementsAre("NODE_ENV"));
    EXPECT_THAT(
        complaints(production({{"NODE_ENV", "prod"}, {"PORT", "x"}})), ElementsAre("NODE_ENV", "PORT"));
    EXPECT_THAT(problems_of(with("dev")).at(0).mend, HasSubstr("development"));
}

TEST(Config, WhiteSpaceAndQuotesAroundAValue_AreRemovedWithAWarning)
{
    const auto c =
        loaded(production({{"FRONTEND_URL", " \"https://app.example.com\"\n"}, {"PORT", "'9000'"}}));
    EXPECT_EQ(c.value.frontend_origins.at(0).to_string(), "https://app.example.com");
    EXPECT_EQ(c.value.port, 9000);
    EXPECT_TRUE(warns(c, "FRONTEND_URL", "removed"));
    EXPECT_TRUE(warns(c, "PORT", "removed"));
}

TEST(Config, OnlyWhiteSpaceOrQuotes_IsUnset)
{
    EXPECT_THAT(
        complaints(production({{"FRONTEND_URL", " "}, {"DATABASE_URL", "\"\""}})),
        ElementsAre("FRONTEND_URL", "DATABASE_URL"));
}

TEST(Config, PlaceholderLeftInAValue_IsRefusedOnce)
{
    const auto problems =
        problems_of(production({{"CLERK_SECRET_KEY", "${CLERK_SECRET_KEY}"}, {"RELEASE_SHA", "x${y}"}}));
    ASSERT_EQ(problems.size(), 2U) << to_string(problems);
    EXPECT_THAT(problems[0].what, HasSubstr("${"));
    EXPECT_EQ(problems[1].place, "RELEASE_SHA");
}

TEST(Config, NameUnreadableInItsFile_IsNotMissing)
{
    variables given;
    given.values = production();
    given.values.erase("WEBHOOK_SECRET");
    given.unreadable.insert("WEBHOOK_SECRET");
    EXPECT_TRUE(std::holds_alternative<loaded_config>(load_config(given, plain_host())));
}

TEST(Config, FeatureNotBuilt_IsRefusedWhenSet)
{
    const auto problems = problems_of(production({{"REDIS_URL", "1"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "REDIS_URL");
    EXPECT_EQ(problems[0].what, "is not built in this version");
    EXPECT_EQ(problems[0].mend, "unset it");
    EXPECT_THAT(complaints(production({{"REDIS_URL", ""}})), IsEmpty());
}

TEST(Config, NamesOfOthers_AreIgnored)
{
    EXPECT_THAT(
        complaints(
            production({{"NEXT_PUBLIC_CLERK_SIGN_IN_URL", "${x}"}, {"PATH", "${x}"}, {"WEBHOOK_", "1"}})),
        IsEmpty());
}

TEST(Config, MoreThanOneWorker_IsNotBuilt)
{
    EXPECT_THAT(
        problems_of(production({{"WORKERS", "2"}})).at(0).what, HasSubstr("not built in this version"));
    EXPECT_THAT(complaints(production({{"WORKERS", "1"}})), IsEmpty());
    EXPECT_THAT(complaints(production({{"WORKERS", "0"}})), ElementsAre("WORKERS"));
}

TEST(Config, NumbersOutOfRangeOrNotNumbers_AreRefused)
{
    for (const char* value : {"0", "65536", "-1", "80 80", "8080x", "1e3", "+80", "0x50"})
        EXPECT_THAT(complaints(production({{"PORT", value}})), ElementsAre("PORT")) << value;
    EXPECT_THAT(complaints(production({{"MAX_BODY_BYTES", "1023"}})), ElementsAre("MAX_BODY_BYTES"));
    EXPECT_THAT(complaints(production({{"QUEUE_LIMIT_BYTES", "1MiB"}})), ElementsAre("QUEUE_LIMIT_BYTES"));
}

TEST(Config, PortZero_IsForTestsOnly)
{
    EXPECT_EQ(loaded(with("test", {{"PORT", "0"}})).value.port, 0);
    EXPECT_THAT(complaints(with("development", {{"PORT", "0"}})), ElementsAre("PORT"));
}

TEST(Config, Limits_FollowTheHost)
{
    auto host = plain_host();
    EXPECT_EQ(loaded(production(), host).value.max_connections, 1000U);
    EXPECT_EQ(loaded(production(), host).value.queue_budget_bytes, 64U * 1024 * 1024);
    host.memory_limit = std::size_t{512} * 1024 * 1024;
    EXPECT_EQ(loaded(production(), host).value.queue_budget_bytes, 64U * 1024 * 1024);
    host.memory_limit = std::size_t{1024} * 1024 * 1024;
    EXPECT_EQ(loaded(production(), host).value.queue_budget_bytes, 128U * 1024 * 1024);
    EXPECT_EQ(loaded(production({{"QUEUE_BUDGET_BYTES", "65536"}}), host).value.queue_budget_bytes, 65536U);
    EXPECT_EQ(loaded(production(), host).value.memory_limit, std::uint64_t{1024} * 1024 * 1024);
    const auto given = loaded(production({{"MEMORY_LIMIT_BYTES", "8388608"}}), host).value;
    EXPECT_EQ(given.memory_limit, 8388608U);
    EXPECT_EQ(given.queue_budget_bytes, 1048576U);
    EXPECT_EQ(loaded(production()).value.memory_limit, std::nullopt);
}

TEST(Config, MoreConnectionsThanFiles_IsCutWithAWarning)
{
    const auto c = loaded(production({{"MAX_CONNECTIONS", "5000"}}));
    EXPECT_EQ(c.value.max_connections, 1000U);
    EXPECT_TRUE(warns(c, "MAX_CONNECTIONS", "1256 files"));
    EXPECT_EQ(loaded(production({{"MAX_CONNECTIONS", "10"}})).value.max_connections, 10U);
}

TEST(Config, Logging_IsReadAndChecked)
{
    const config c = loaded(production({{"LOG_LEVEL", "debug"}, {"LOG_FORMAT", "text"}})).value;
    EXPECT_EQ(c.log_level, ws::log::level::debug);
    EXPECT_EQ(c.log_format, ws::log::format::text);
    EXPECT_EQ(loaded(with("development", {{"LOG_FORMAT", "json"}})).value.log_format, ws::log::format::json);
    EXPECT_THAT(
        complaints(production({{"LOG_LEVEL", "verbose"}, {"LOG_FORMAT", "xml"}})),
        ElementsAre("LOG_LEVEL", "LOG_FORMAT"));
}

TEST(Config, ShutdownSpread_IsHalfAMinuteWhereUsersAre)
{
    using std::chrono::milliseconds;
    for (const char* environment : {"production", "staging", "beta"})
        EXPECT_EQ(loaded(production({{"NODE_ENV", environment}})).value.shutdown_spread, milliseconds(30'000))
            << environment;
    EXPECT_EQ(loaded(with("development")).value.shutdown_spread, milliseconds(0));
    EXPECT_EQ(loaded(with("test")).value.shutdown_spread, milliseconds(0));
    EXPECT_EQ(
        loaded(with("test", {{"SHUTDOWN_SPREAD_MS", "1500"}})).value.shutdown_spread, milliseconds(1500));
    for (const char* value : {"-1", "600001", "20s"})
        EXPECT_THAT(
            complaints(production({{"SHUTDOWN_SPREAD_MS", value}})), ElementsAre("SHUTDOWN_SPREAD_MS"))
            << value;
}

TEST(Config, Insecure_IsForDevelopmentAndTestOnly)
{
    EXPECT_TRUE(loaded(with("test", {{"CLIENT_INSECURE", "1"}})).value.client_insecure);
    EXPECT_TRUE(warns(loaded(with("development", {{"CLIENT_INSECURE", "true"}})), "CLIENT_INSECURE"));
    EXPECT_THAT(complaints(production({{"CLIENT_INSECURE", "1"}})), ElementsAre("CLIENT_INSECURE"));
    EXPECT_THAT(complaints(production({{"CLIENT_INSECURE", "yes"}})), ElementsAre("CLIENT_INSECURE"));
    EXPECT_THAT(complaints(production({{"CLIENT_INSECURE", "0"}})), IsEmpty());
}

TEST(Config, ChannelsInAFile_AreReadFromThere)
{
    auto host = plain_host();
    host.read_file = [](const std::string& path) -> ws::result<std::string>
    {
        EXPECT_EQ(path, "/etc/channels.json");
        return std::string(R"({"chat": {"presence": true}})");
    };
    EXPECT_TRUE(
        loaded(production({{"CHANNELS", "@/etc/channels.json"}}), host).value.namespaces.contains("chat"));
}

TEST(Config, ChannelsFileThatCannotBeRead_IsNamed)
{
    const auto problems = problems_of(production({{"CHANNELS", "@/nowhere.json"}}));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("/nowhere.json"));
}

TEST(Config, EveryMistakeInChannels_IsAProblem)
{
    EXPECT_THAT(
        complaints(production({{"CHANNELS", R"({"room": {"presence": 1}, "x1": {"durable": true}})"}})),
        ElementsAre("CHANNELS", "CHANNELS"));
}

TEST(Config, DurableChannelsInMemory_AreWarnedOf)
{
    EXPECT_TRUE(warns(loaded(production()), "CHANNELS", "memory"));
    EXPECT_FALSE(warns(loaded(with("test")), "DATABASE_URL"));
}

TEST(Config, NoWayToConnectOrToCall_IsWarnedOf)
{
    EXPECT_TRUE(warns(
        loaded(with("test", {{"TOKEN_HMAC_SECRETS", ""}})), "TOKEN_HMAC_SECRETS", "no client can connect"));
    EXPECT_FALSE(warns(loaded(production({{"TOKEN_HMAC_SECRETS", ""}})), "TOKEN_HMAC_SECRETS"));
    EXPECT_TRUE(warns(loaded(with("test")), "WEBSOCKET_API_KEYS", "503"));
}

TEST(Config, ListenAddress_NeedsNothingElse)
{
    variables given;
    given.values = {{"PORT", "9001"}, {"WORKERS", "7"}};
    const auto address = load_listen_address(given);
    ASSERT_TRUE(std::holds_alternative<listen_address>(address));
    EXPECT_EQ(std::get<listen_address>(address).port, 9001);
    given.values["PORT"] = "http";
    EXPECT_TRUE(std::holds_alternative<std::vector<config_problem>>(load_listen_address(given)));
}

TEST(Config, DatabaseSettingsAlone_NeedNothingElse)
{
    variables given;
    given.values = {
        {"DATABASE_URL", "libsql://db.example.com"}, {"DATABASE_AUTH_TOKEN", "token"}, {"PORT", "nonsense"}};
    const auto settings = load_database_settings(given);
    ASSERT_TRUE(std::holds_alternative<database_settings>(settings));
    EXPECT_EQ(std::get<database_settings>(settings).url, "libsql://db.example.com");
    EXPECT_EQ(std::get<database_settings>(settings).auth_token.reveal(), "token");
    given.values.erase("DATABASE_AUTH_TOKEN");
    EXPECT_TRUE(std::holds_alternative<std::vector<config_problem>>(load_database_settings(given)));
    given.values = {{"NODE_ENV", "development"}};
    EXPECT_EQ(std::get<database_settings>(load_database_settings(given)).url, "file:.imagineo-ws/dev.db");
}
