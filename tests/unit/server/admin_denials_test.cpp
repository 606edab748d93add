#include "unit/server/admin_fixture.hpp"

#include <gmock/gmock.h>

#include <set>

namespace ws::server
{
namespace
{

using std::chrono::seconds;
using testing::HasSubstr;

class AdminDenials : public test::admin_fixture
{
protected:
    reply deny(std::string body) { return ask("POST", "/denials", std::move(body)); }
    reply lift(std::string_view query) { return ask("DELETE", std::string("/denials?").append(query)); }

    [[nodiscard]] bool is_denied(std::string_view session, std::string_view user) const
    {
        return denials_.denies(session, user, now_);
    }
    [[nodiscard]] std::string unix_time(seconds from_now) const
    {
        return std::to_string((std::chrono::floor<seconds>(now_.time_since_epoch()) + from_now).count());
    }
};

TEST_F(AdminDenials, Session_IsDeniedAndClosed)
{
    auto& hers = connect_session("anna", "sess_1");
    auto& other = connect_session("anna", "sess_2");
    const auto answer = deny(R"({"kind":"session","session":"sess_1"})");
    EXPECT_EQ(answer.status, 200U) << answer.raw.body;
    EXPECT_EQ(answer.at("connections"), "1");
    EXPECT_EQ(answer.at("until"), unix_time(auth::session_denial_time));
    EXPECT_EQ(hers.closed_with, 3500);
    EXPECT_EQ(other.closed_with, 0);
    EXPECT_TRUE(is_denied("sess_1", ""));
    now_ += auth::session_denial_time;
    EXPECT_FALSE(is_denied("sess_1", ""));
}

TEST_F(AdminDenials, User_IsDeniedForeverOrForATime)
{
    auto& anna = connect_session("anna", "sess_1");
    EXPECT_EQ(deny(R"({"kind":"user","user":"anna","forever":true})").at("forever"), "true");
    EXPECT_EQ(anna.closed_with, 3500);
    deny(R"({"kind":"user","user":"bert","duration":"24h"})");
    deny(R"({"kind":"user","user":"carl","until":)" + unix_time(seconds(90)) + "}");
    now_ += std::chrono::hours(1);
    EXPECT_TRUE(is_denied("", "bert"));
    EXPECT_FALSE(is_denied("", "carl"));
    now_ += std::chrono::hours(24 * 365 * 50);
    EXPECT_TRUE(is_denied("", "anna"));
    EXPECT_FALSE(is_denied("", "bert"));
}

TEST_F(AdminDenials, DenyListKnowsBeforeTheSocketCloses)
{
    auto& anna = connect_session("anna", "sess_1");
    bool known = false;
    anna.on_close = [&] { known = is_denied("sess_1", ""); };
    deny(R"({"kind":"session","session":"sess_1"})");
    EXPECT_EQ(anna.closed_with, 3500);
    EXPECT_TRUE(known);
}

TEST_F(AdminDenials, Membership_EndsAndTheConnectionStays)
{
    realtime::identity who;
    who.user = "anna";
    who.organization = "org_1";
    auto& anna = connect_as(std::move(who));
    EXPECT_EQ(deny(R"({"kind":"membership","organization":"org_1","user":"anna"})").at("connections"), "1");
    EXPECT_EQ(anna.closed_with, 0);
    EXPECT_TRUE(denials_.denies_membership("anna", "org_1", now_));
    EXPECT_FALSE(denials_.denies_membership("bert", "org_1", now_));
    deny(R"({"kind":"membership","organization":"org_2","duration":"1h"})");
    EXPECT_TRUE(denials_.denies_membership("anybody", "org_2", now_));
}

TEST_F(AdminDenials, Lift_LetsThemInAgain)
{
    deny(R"({"kind":"session","session":"sess_1"})");
    deny(R"({"kind":"user","user":"anna b","forever":true})");
    deny(R"({"kind":"membership","organization":"org_1"})");
    EXPECT_EQ(lift("kind=session&session=sess_1").status, 200U);
    EXPECT_EQ(lift("kind=user&user=anna%20b").at("user"), R"("anna b")");
    EXPECT_EQ(lift("kind=membership&organization=org_1").status, 200U);
    EXPECT_FALSE(is_denied("sess_1", "anna b"));
    EXPECT_FALSE(denials_.denies_membership("anna", "org_1", now_));
    EXPECT_EQ(lift("kind=session&session=sess_1").status, 404U);
    EXPECT_EQ(log_.count("admin_denial_lifted"), 3U);
}

TEST_F(AdminDenials, DeletedUser_IsNotLifted)
{
    denials_.delete_user("anna");
    EXPECT_EQ(lift("kind=user&user=anna").status, 409U);
    EXPECT_TRUE(is_denied("", "anna"));
}

TEST_F(AdminDenials, Changes_AreLoggedWithTheKeysName)
{
    connect_session("anna", "sess_1");
    deny(R"({"kind":"user","user":"anna","forever":true})");
    EXPECT_EQ(log_.count(R"("event":"admin_denial","key":"admin","kind":"user")"), 1U);
    EXPECT_EQ(log_.count(R"("connections":1)"), 1U);
}

TEST_F(AdminDenials, WrongBody_SaysWhatIsWrongAndDeniesNobody)
{
    for (const auto& [body, part] :
         {std::pair("{}", "kind"), std::pair(R"({"kind":"planet"})", "kind"),
          std::pair(R"({"kind":"session"})", "session"), std::pair(R"({"kind":"user"})", "user"),
          std::pair(R"({"kind":"user","user":"a"})", "until"),
          std::pair(R"({"kind":"session","session":"a","user":"b"})", "no other"),
          std::pair(R"({"kind":"membership","user":"b"})", "organization"),
          std::pair(R"({"kind":"session","session":"a","forever":true})", "forever"),
          std::pair(R"({"kind":"user","user":"a","forever":true,"duration":"1h"})", "one of"),
          std::pair(R"({"kind":"user","user":"a","duration":"soon"})", "duration"),
          std::pair(R"({"kind":"user","user":"a","duration":"0s"})", "duration"),
          std::pair(R"({"kind":"user","user":"a","until":1})", "until"),
          std::pair(R"({"kind":"user","user":"a","until":9223372036854775807})", "until"),
          std::pair(R"({"kind":"user","user":"a","until":-9223372036854775808})", "until"),
          std::pair(R"({"kind":"user","user":"a","until":"tomorrow"})", "until"),
          std::pair(R"({"kind":"user","user":"a","duraton":"1h"})", "duraton")})
    {
        const auto answer = deny(body);
        EXPECT_EQ(answer.status, 400U) << body;
        EXPECT_THAT(answer.detail(), HasSubstr(part)) << body;
    }
    const std::string long_id(256, 'a');
    EXPECT_EQ(deny(R"({"kind":"session","session":")" + long_id + "\"}").status, 400U);
    EXPECT_EQ(denials_.session_count() + denials_.user_count() + denials_.membership_count(), 0U);
    EXPECT_EQ(lift("kind=session").status, 400U);
    EXPECT_EQ(lift("kind=session&session=a&why=x").status, 400U);
}

TEST_F(AdminDenials, Listing_TellsUntilWhenAndWhy)
{
    deny(R"({"kind":"session","session":"sess_1"})");
    deny(R"({"kind":"user","user":"anna","duration":"1h"})");
    deny(R"({"kind":"user","user":"bert","forever":true})");
    denials_.ban_user("carl", now_);
    denials_.delete_user("dora");
    deny(R"({"kind":"membership","organization":"org_1","user":"emil","duration":"1h"})");
    const auto answer = get("/denials");
    EXPECT_EQ(answer.at("next"), "");
    std::string lines;
    for (const auto& denial : answer.list("denials"))
        lines += boost::json::serialize(denial) + '\n';
    EXPECT_EQ(
        lines, R"({"kind":"session","session":"sess_1","until":)" + unix_time(auth::session_denial_time) +
                   "}\n" + R"({"kind":"user","user":"anna","until":)" + unix_time(std::chrono::hours(1)) +
                   R"(,"cause":"operator"})" + "\n" +
                   R"({"kind":"user","user":"bert","forever":true,"cause":"operator"})" + "\n" +
                   R"({"kind":"user","user":"carl","forever":true,"cause":"banned"})" + "\n" +
                   R"({"kind":"user","user":"dora","forever":true,"cause":"deleted"})" + "\n" +
                   R"({"kind":"membership","organization":"org_1","user":"emil","until":)" +
                   unix_time(std::chrono::hours(1)) + "}\n");
    EXPECT_EQ(get("/denials?kind=user").list("denials").size(), 4U);
    EXPECT_EQ(get("/denials?kind=membership").list("denials").size(), 1U);
}

TEST_F(AdminDenials, Pages_ReachEveryEntryOnce)
{
    const system_time until = now_ + std::chrono::hours(1);
    for (int i = 0; i < 1500; ++i)
    {
        denials_.deny_session("sess/" + std::to_string(i), until, now_);
        denials_.deny_user("user " + std::to_string(i), until);
        denials_.deny_membership(
            "user " + std::to_string(i % 2), "org_" + std::to_string(i / 2), until, now_);
    }
    EXPECT_EQ(get("/denials").list("denials").size(), 100U);
    std::set<std::string> seen;
    std::size_t pages = 0;
    for (std::string after; pages == 0 || !after.empty(); ++pages)
    {
        const auto page = get("/denials?limit=1000" + (after.empty() ? after : "&after=" + after));
        EXPECT_LE(page.list("denials").size(), 1000U);
        for (const auto& denial : page.list("denials"))
            EXPECT_TRUE(seen.insert(boost::json::serialize(denial)).second);
        const auto* next = page.body.as_object().if_contains("next");
        after = next == nullptr ? "" : std::string(next->as_string());
    }
    EXPECT_EQ(seen.size(), 4500U);
    EXPECT_EQ(pages, 5U);
}

TEST_F(AdminDenials, FullListOfUsers_TakesNoNewOnes)
{
    for (std::size_t i = 0; i < auth::deny_list::default_max_entries; ++i)
        denials_.deny_user(std::to_string(i), now_ + std::chrono::hours(1));
    EXPECT_EQ(deny(R"({"kind":"user","user":"anna","forever":true})").status, 503U);
    EXPECT_FALSE(is_denied("", "anna"));
    EXPECT_EQ(deny(R"({"kind":"user","user":"7","forever":true})").status, 200U);
    EXPECT_EQ(deny(R"({"kind":"session","session":"sess_1"})").status, 200U);
    lift("kind=user&user=7");
    denials_.forget_ended(now_);
    EXPECT_EQ(deny(R"({"kind":"user","user":"anna","forever":true})").status, 200U);
}

TEST_F(AdminDenials, MadeUpCursor_Is400)
{
    for (const char* after :
         {"x", "session", "session.a", "user.YQ.YQ", "planet.YQ..", "session.YQ...", "session.!.."})
    {
        const auto answer = get(std::string("/denials?after=") + after);
        EXPECT_EQ(answer.status, 400U) << after;
        EXPECT_THAT(answer.detail(), HasSubstr("after"));
    }
    EXPECT_EQ(get("/denials?kind=planet").status, 400U);
}

} // namespace
} // namespace ws::server
