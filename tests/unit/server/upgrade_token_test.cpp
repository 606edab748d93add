#include "server/upgrade_token.hpp"
#include "unit/server/requests.hpp"

#include <ws/auth/hmac_token.hpp>

#include <gtest/gtest.h>

#include <string>

namespace ws::server
{
namespace
{

using test::request_with;

std::string cookie_of(const std::string& issuer)
{
    return auth::sign_hmac_token(R"({"iss":")" + issuer + "\"}", secret("any"));
}

/// All sources are on, unless a test says otherwise.
class UpgradeToken : public testing::Test
{
protected:
    UpgradeToken()
    {
        origins_.allowed = auth::origin_list({auth::parse_origin("https://app.example").value()});
        sources_.cookie = sources_.query = sources_.subprotocol = true;
        sources_.cookie_names = {"__session_abcdefgh", "__session"};
        sources_.issuers = {"https://clerk.example"};
    }

    /// The token, or the status that refuses.
    std::string found(const net::http_request& request)
    {
        const auto outcome = find_upgrade_token(request, sources_, origins_);
        if (const auto* dispute = std::get_if<token_dispute>(&outcome))
            return std::to_string(dispute->status);
        const auto& token = std::get<upgrade_token>(outcome);
        return (token.is_ticket ? "ticket " : "") + std::string(token.text);
    }
    std::string found(std::initializer_list<net::http_header> headers)
    {
        return found(request_with(headers));
    }

    std::string with_query(const std::string& query, std::initializer_list<net::http_header> headers = {})
    {
        auto request = request_with(headers);
        request.headers.push_back({"Origin", "https://app.example"});
        request.query = query;
        return found(request);
    }

    std::string with_offers(const std::string& offers, std::initializer_list<net::http_header> headers = {})
    {
        auto request = request_with(headers);
        request.headers.push_back({"Origin", "https://app.example"});
        request.headers.push_back({"Sec-WebSocket-Protocol", offers});
        return found(request);
    }

    /// What a page of ours sends by itself.
    std::string with_cookies(const std::string& cookies)
    {
        return found({{"Origin", "https://app.example"}, {"Cookie", cookies}});
    }

    origin_policy origins_;
    token_sources sources_;
};

// ---- Authorization --------------------------------------------------------------

TEST_F(UpgradeToken, Bearer_IsTheToken)
{
    EXPECT_EQ(found({{"Authorization", "Bearer t.o.k"}}), "t.o.k");
    EXPECT_EQ(found({{"authorization", "bearer   t.o.k"}}), "t.o.k");
}

TEST_F(UpgradeToken, OtherSchemesAndNone_AreNoToken)
{
    for (const char* value : {"t.o.k", "Basic dTpw", "Bearer", "Bearer ", "BearerX t.o.k", ""})
        EXPECT_EQ(found({{"Authorization", value}}), "") << value;
}

TEST_F(UpgradeToken, AuthorizationSentTwice_Is400)
{
    EXPECT_EQ(found({{"Authorization", "Bearer t"}, {"Authorization", "Bearer t"}}), "400");
}

// ---- query ------------------------------------------------------------------------

TEST_F(UpgradeToken, TicketInTheQuery_IsATicket)
{
    EXPECT_EQ(with_query("ticket=t.o.k"), "ticket t.o.k");
    EXPECT_EQ(with_query("a=b&ticket=t.o.k&c"), "ticket t.o.k");
    for (const char* query : {"", "ticket", "ticket=", "xticket=t", "token=t.o.k", "access_token=t"})
        EXPECT_EQ(with_query(query), "") << query;
}

TEST_F(UpgradeToken, TwoTickets_Are400UnlessTheyAreTheSame)
{
    EXPECT_EQ(with_query("ticket=a&ticket=b"), "400");
    EXPECT_EQ(with_query("ticket=a&ticket=a"), "ticket a");
}

// ---- sub-protocol -------------------------------------------------------------------

TEST_F(UpgradeToken, OfferWithThePrefix_IsTheToken)
{
    EXPECT_EQ(with_offers("centrifuge-json, auth.t.o.k"), "t.o.k");
    EXPECT_EQ(with_offers("centrifuge-json", {{"sec-websocket-protocol", "auth.t"}}), "t");
    EXPECT_EQ(with_offers("centrifuge-json, authx, auth."), "");
}

// ---- cookies ----------------------------------------------------------------------------

TEST_F(UpgradeToken, SessionCookieOfOurPage_IsTheToken)
{
    EXPECT_EQ(with_cookies("a=b; __session=t.o.k"), "t.o.k");
    EXPECT_EQ(with_cookies("__session_abcdefgh=t.o.k"), "t.o.k");
    EXPECT_EQ(with_cookies("__session_zzzzzzzz=t.o.k; __sessions=x; session=y"), "");
    EXPECT_EQ(with_cookies("__session="), "");
}

TEST_F(UpgradeToken, CookieWithSuffix_GoesFirst)
{
    EXPECT_EQ(with_cookies("__session=plain; __session_abcdefgh=suffixed"), "suffixed");
}

TEST_F(UpgradeToken, CookieOfOurIssuer_GoesBeforeOthers)
{
    const std::string ours = cookie_of("https://clerk.example");
    const std::string others = cookie_of("https://clerk.example.evil");
    EXPECT_EQ(with_cookies("__session_abcdefgh=" + others + "; __session=" + ours), ours);
    EXPECT_EQ(with_cookies("__session_abcdefgh=" + ours + "; __session=" + ours + "x"), ours);
    EXPECT_EQ(with_cookies("__session_abcdefgh=" + others + "; __session=" + others + "x"), others);
}

TEST_F(UpgradeToken, CookieThatComesTwice_Is400)
{
    EXPECT_EQ(with_cookies("__session=a; __session=a"), "400");
    EXPECT_EQ(
        found({{"Origin", "https://app.example"}, {"Cookie", "__session=a"}, {"Cookie", "__session=b"}}),
        "400");
    EXPECT_EQ(with_cookies("other=a; other=b; __session=t"), "t");
}

TEST_F(UpgradeToken, CookieWithoutOrigin_IsNotRead)
{
    EXPECT_EQ(found({{"Cookie", "__session=t"}}), "");
    EXPECT_EQ(found({{"Cookie", "__session=t"}, {"Authorization", "Bearer b"}}), "b");
}

TEST_F(UpgradeToken, WithoutOrigin_BearerAloneIsRead)
{
    auto request = request_with({{"Sec-WebSocket-Protocol", "centrifuge-json, auth.s"}});
    EXPECT_EQ(found(request), "");
    request.query = "ticket=q";
    EXPECT_EQ(found(request), "");
    request.headers.push_back({"Authorization", "Bearer b"});
    EXPECT_EQ(found(request), "b");
}

TEST_F(UpgradeToken, CookieOfAnotherOrigin_Is403)
{
    EXPECT_EQ(found({{"Origin", "https://evil.example"}, {"Cookie", "__session=t"}}), "403");
    origins_.allow_any = true; // what lets any page in does not lend it the user's cookie
    EXPECT_EQ(found({{"Origin", "https://evil.example"}, {"Cookie", "__session=t"}}), "403");
    EXPECT_EQ(found({{"Origin", "https://evil.example"}, {"Cookie", "a=b"}}), "");
}

TEST_F(UpgradeToken, CookieAcrossSites_Is403)
{
    const auto from = [this](const char* site) {
        return found(
            {{"Origin", "https://app.example"}, {"Cookie", "__session=t"}, {"Sec-Fetch-Site", site}});
    };
    EXPECT_EQ(from("same-origin"), "t");
    EXPECT_EQ(from("same-site"), "t");
    for (const char* site : {"cross-site", "none", "", "Same-Origin"})
        EXPECT_EQ(from(site), "403") << site;
    EXPECT_EQ(
        found(
            {{"Origin", "https://app.example"},
             {"Cookie", "__session=t"},
             {"Sec-Fetch-Site", "same-site"},
             {"Sec-Fetch-Site", "same-site"}}),
        "403");
}

// ---- together ------------------------------------------------------------------------------

TEST_F(UpgradeToken, TwoSourcesThatDiffer_Are400)
{
    const net::http_header origin{"Origin", "https://app.example"};
    const net::http_header bearer{"Authorization", "Bearer a"};
    EXPECT_EQ(with_offers("auth.b", {bearer}), "400");
    EXPECT_EQ(found({bearer, origin, {"Cookie", "__session=b"}}), "400");
    EXPECT_EQ(found({origin, {"Sec-WebSocket-Protocol", "auth.a"}, {"Cookie", "__session=b"}}), "400");
    EXPECT_EQ(with_query("ticket=b", {bearer}), "400");
}

TEST_F(UpgradeToken, TwoSourcesThatAgree_AreOneToken)
{
    EXPECT_EQ(with_offers("auth.a", {{"Authorization", "Bearer a"}}), "a");
    EXPECT_EQ(with_query("ticket=a", {{"Authorization", "Bearer a"}}), "ticket a")
        << "what stood in a URL is for once, wherever else it stands";
}

TEST_F(UpgradeToken, SourceThatIsOff_IsNotRead)
{
    sources_ = {};
    sources_.bearer = false;
    auto request = request_with(
        {{"Origin", "https://app.example"},
         {"Authorization", "Bearer a"},
         {"Authorization", "Bearer b"},
         {"Cookie", "__session=c; __session=d"},
         {"Sec-Fetch-Site", "cross-site"},
         {"Sec-WebSocket-Protocol", "auth.e"}});
    request.query = "ticket=f";
    EXPECT_EQ(found(request), "");
}

} // namespace
} // namespace ws::server
