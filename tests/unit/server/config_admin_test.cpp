#include "unit/server/config_cases.hpp"

#include <gmock/gmock.h>

using namespace ws::server;
using namespace ws::server::cases;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace
{

const std::string newer(32, 'n');
const std::string older(32, 'o');

settings with_key(const std::string& entries, const settings& more = {})
{
    settings all = more;
    all["ADMIN_API_KEY"] = entries;
    return production(all);
}

} // namespace

TEST(ConfigAdmin, Keys_HaveTheScopeAdminAlone)
{
    const auto c = loaded(with_key(newer + ",anna=" + older)).value;
    const ws::auth::api_key_ring ring(c.admin_keys);
    ASSERT_NE(ring.find(newer), nullptr);
    EXPECT_EQ(ring.find(newer)->name, "admin");
    EXPECT_EQ(ring.find(newer)->scopes, ws::auth::api_scope::admin);
    ASSERT_NE(ring.find(older), nullptr);
    EXPECT_EQ(ring.find(older)->name, "anna");
    EXPECT_EQ(ws::auth::api_key_ring(c.api_keys).find(newer), nullptr);
}

TEST(ConfigAdmin, Digest_IsTakenForTheKeyItIsOf)
{
    const std::string digest = ws::codec::to_hex(ws::codec::as_view(ws::codec::sha256(newer)));
    const auto c = loaded(with_key("sha256:" + digest)).value;
    EXPECT_NE(ws::auth::api_key_ring(c.admin_keys).find(newer), nullptr);
    EXPECT_THAT(complaints(with_key("sha256:" + digest.substr(1))), ElementsAre("ADMIN_API_KEY"));
}

TEST(ConfigAdmin, None_IsFine)
{
    EXPECT_THAT(loaded(production()).value.admin_keys, IsEmpty());
    EXPECT_THAT(loaded(with("development")).value.admin_keys, IsEmpty());
}

TEST(ConfigAdmin, ShortOnes_AreRefusedUnderStrictRules)
{
    EXPECT_THAT(complaints(with_key(std::string(15, 'k'))), ElementsAre("ADMIN_API_KEY"));
    EXPECT_THAT(complaints(with_key("a-long-name=" + std::string(15, 'k'))), ElementsAre("ADMIN_API_KEY"));
    EXPECT_TRUE(warns(loaded(with_key(std::string(16, 'k'))), "ADMIN_API_KEY", "at least 32"));
    EXPECT_FALSE(warns(loaded(with_key(newer)), "ADMIN_API_KEY"));
    EXPECT_THAT(complaints(with("test", {{"ADMIN_API_KEY", "k"}})), IsEmpty());
    EXPECT_THAT(complaints(with_key(std::string(513, 'k'))), ElementsAre("ADMIN_API_KEY"));
}

TEST(ConfigAdmin, Scopes_AreRefused)
{
    const auto problems = problems_of(with_key("ops=" + newer + ";admin"));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("scopes"));
    EXPECT_THAT(problems[0].what, Not(HasSubstr(newer)));
}

TEST(ConfigAdmin, AnotherSecretsValue_IsRefusedByName)
{
    const settings others[] = {
        {{"WEBHOOK_SECRET", newer}},
        {{"WEBSOCKET_API_KEYS", "backend=" + newer + ";publish"}},
        {{"TOKEN_HMAC_SECRETS", older + "," + newer}},
        {{"DATABASE_AUTH_TOKEN", newer}},
        {{"WEBHOOK_CMS_SECRETS", newer}, {"WEBHOOK_CMS_SCHEME", "github"}},
    };
    const std::string digest = ws::codec::to_hex(ws::codec::as_view(ws::codec::sha256(newer)));
    for (const settings& other : others)
        for (const std::string& entry : {newer, "anna=" + newer, "sha256:" + digest})
        {
            const auto problems = problems_of(with_key(entry, other));
            ASSERT_EQ(problems.size(), 1U) << other.begin()->first << '\n' << to_string(problems);
            EXPECT_EQ(problems[0].place, "ADMIN_API_KEY");
            const bool is_cms = other.contains("WEBHOOK_CMS_SECRETS");
            EXPECT_THAT(problems[0].what, HasSubstr(is_cms ? "WEBHOOK_CMS_SECRETS" : other.begin()->first));
            EXPECT_THAT(problems[0].what, Not(HasSubstr(newer)));
        }
}

TEST(ConfigAdmin, NameOfAnApiKey_IsRefused)
{
    const settings named_admin = {{"WEBSOCKET_API_KEYS", "admin=" + older + ";publish"}};
    const auto problems = problems_of(with_key(newer, named_admin));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "ADMIN_API_KEY");
    EXPECT_THAT(problems[0].what, HasSubstr("entry 1 is called admin, as an entry of WEBSOCKET_API_KEYS is"));
    EXPECT_THAT(complaints(with_key("anna=" + newer, named_admin)), IsEmpty());
    EXPECT_THAT(
        complaints(with_key("anna=" + newer, {{"WEBSOCKET_API_KEYS", "anna=" + older}})),
        ElementsAre("ADMIN_API_KEY"));
}

TEST(ConfigAdmin, Report_ShowsNamesOnly)
{
    const auto c = loaded(with_key(newer + ",anna=" + older)).value;
    for (const shown_setting& s : describe(c))
        if (s.name == "ADMIN_API_KEY")
        {
            EXPECT_EQ(s.value, "admin, anna");
        }
}
