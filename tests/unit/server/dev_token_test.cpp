#include "server/dev_token.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using std::chrono::seconds;
using texts = std::vector<std::string>;

constexpr const char* url = "http://127.0.0.1:8080";
const system_time now{seconds(1'700'000'000)};

class DevToken : public testing::Test
{
protected:
    static const dev_issuer& issuer()
    {
        static const dev_issuer one(codec::rsa_signing_key::generate(), url);
        return one;
    }

    static net::http_response ask(std::string query, std::vector<net::http_header> headers = {})
    {
        net::http_request request;
        request.method = "GET";
        request.path = "/dev/token";
        request.query = std::move(query);
        request.headers = std::move(headers);
        return answer_dev_token(issuer(), request, now);
    }

    static boost::json::object object_of(const net::http_response& answer)
    {
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return boost::json::parse(answer.body).as_object();
    }

    static std::string token_of(const net::http_response& answer)
    {
        return std::string(object_of(answer).at("token").as_string());
    }

    /// What the token says to a server that trusts this issuer and this page.
    static auth::token_result<auth::clerk_identity>
    verify(const std::string& token, system_time at = now, std::string page = url)
    {
        auth::clerk_token_options options;
        options.authorized_parties = {std::move(page)};
        options.issuers = {url};
        options.clock_skew = std::chrono::milliseconds(0);
        return auth::clerk_token_verifier(options).verify(token, *issuer().keys(), {at, true});
    }
};

TEST_F(DevToken, UserAlone_IsASessionOfAMinute)
{
    const auto answer = object_of(ask("user=anna"));
    EXPECT_EQ(answer.at("user").as_string(), "anna");
    EXPECT_EQ(answer.at("expires_in").as_int64(), 60);
    EXPECT_EQ(answer.at("expires_at").as_int64(), 1'700'000'060);

    const auto identity = verify(std::string(answer.at("token").as_string()));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->user_id, "anna");
    EXPECT_EQ(identity->session_id, answer.at("session").as_string());
    EXPECT_EQ(identity->expires.time_since_epoch(), seconds(1'700'000'060));
    EXPECT_EQ(identity->status, "active");
    EXPECT_EQ(identity->factor_verification_age, (auth::factor_age{0, -1}));
    EXPECT_FALSE(identity->org_id);
    EXPECT_FALSE(identity->impersonated);
}

TEST_F(DevToken, Times_HoldFromTenSecondsAgoToTheEnd)
{
    const auto token = token_of(ask("user=anna&lifetime=5"));
    EXPECT_TRUE(verify(token, now + seconds(4)));
    EXPECT_EQ(verify(token, now + seconds(5)).error(), auth::token_reason::token_expired);
    EXPECT_EQ(verify(token, now - seconds(11)).error(), auth::token_reason::token_not_active_yet);
}

TEST_F(DevToken, Organization_HasItsRoleAndPermissions)
{
    const auto identity = verify(token_of(ask(
        "user=anna&org=org_1&role=org:admin&permissions=org:images:read,org:chat:write,org:images:write")));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->org_id, "org_1");
    EXPECT_EQ(identity->org_role, "org:admin");
    ASSERT_TRUE(identity->org_permissions);
    EXPECT_EQ(*identity->org_permissions, (texts{"org:images:read", "org:images:write", "org:chat:write"}));
}

TEST_F(DevToken, OrganizationWithoutMore_MakesAMemberWithoutPermissions)
{
    const auto answer = object_of(ask("user=anna&org=org_1"));
    EXPECT_EQ(answer.at("role").as_string(), "org:member");
    const auto identity = verify(std::string(answer.at("token").as_string()));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->org_role, "org:member");
    EXPECT_EQ(identity->org_permissions.value_or(texts{}), texts{});
}

TEST_F(DevToken, Session_IsTheOneAskedForOrTheUsersOwn)
{
    const auto session_of = [](std::string query)
    { return std::string(object_of(ask(std::move(query))).at("session").as_string()); };
    EXPECT_EQ(session_of("user=anna&session=sess_x"), "sess_x");
    EXPECT_EQ(session_of("user=anna"), session_of("user=anna"));
    EXPECT_NE(session_of("user=anna"), session_of("user=bob"));
}

TEST_F(DevToken, AuthorizedParty_IsTheAskingPage)
{
    const std::string page = "http://localhost:3000";
    const auto token = token_of(ask("user=anna", {{"Origin", page}}));
    EXPECT_TRUE(verify(token, now, page));
    EXPECT_EQ(verify(token).error(), auth::token_reason::token_invalid_authorized_parties);
}

TEST_F(DevToken, OddUserIds_ComeOutAsTheyWentIn)
{
    for (const auto& [written, user] :
         {std::pair<std::string, std::string>{"%3Cscript%3E%22%5C", "<script>\"\\"},
          {"%E2%82%AC", "\xE2\x82\xAC"},
          {std::string(255, 'u'), std::string(255, 'u')}})
    {
        const auto identity = verify(token_of(ask("user=" + written)));
        ASSERT_TRUE(identity) << written;
        EXPECT_EQ(identity->user_id, user);
    }
}

TEST_F(DevToken, RequestsThatCannotBeMet_Are400WithAReason)
{
    std::string permissions = "org:a:p0";
    for (int i = 1; i <= 50; ++i)
        permissions += ",org:a:p" + std::to_string(i);
    for (const std::string& query :
         {std::string(), std::string("user="), std::string("user=a%00b"), std::string("user=a%0Ab"),
          "user=" + std::string(256, 'u'), std::string("user=%FF"), std::string("user=a&user=b"),
          std::string("user=a&usr=b"), std::string("user=a&lifetime=0"), std::string("user=a&lifetime=3601"),
          std::string("user=a&session=a%20b"), std::string("user=a&org=%C3%A9"),
          std::string("user=a&role=admin"), std::string("user=a&permissions=org:images:read"),
          std::string("user=a&org=o&role=Admin"), std::string("user=a&org=o&permissions=images:read"),
          std::string("user=a&org=o&permissions=org:a:b:c"), std::string("user=a&org=o&permissions=org::b"),
          "user=a&org=o&permissions=" + permissions})
    {
        const auto answer = ask(query);
        EXPECT_EQ(answer.status, 400U) << query;
        EXPECT_GT(answer.body.size(), 10U) << query;
    }
}

TEST_F(DevToken, FiftyPermissions_AllComeThrough)
{
    texts all;
    std::string list;
    for (int i = 0; i < 50; ++i)
    {
        all.push_back("org:a:p" + std::to_string(i));
        list += ',' + all.back();
    }
    const auto identity = verify(token_of(ask("user=a&org=o&permissions=" + list)));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->org_permissions, all);
}

TEST_F(DevToken, KeySet_VerifiesThisIssuersTokensAlone)
{
    const dev_issuer other(codec::rsa_signing_key::generate(), url);
    EXPECT_NE(other.key_id(), issuer().key_id());
    dev_session session;
    session.user = "anna";
    session.id = "sess_x";
    const auto forged = other.mint(session, url, std::chrono::floor<seconds>(now));
    EXPECT_EQ(verify(forged).error(), auth::token_reason::jwk_kid_mismatch);
    EXPECT_EQ(issuer().jwks().find("\"d\""), std::string::npos);
}

} // namespace
} // namespace ws::server
