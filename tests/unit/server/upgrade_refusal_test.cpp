#include "server/upgrade_refusal.hpp"
#include "support/log_capture.hpp"
#include "unit/server/requests.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using test::request_with;

class RefuseUpgrade : public testing::Test
{
protected:
    RefuseUpgrade()
    {
        policy_.allowed = auth::origin_list({auth::parse_origin("https://app.example").value()});
    }

    /// 0 when it is let in.
    unsigned status(const net::http_request& request)
    {
        auto refusal = refuse_origin(policy_, request);
        if (!refusal)
            refusal = refuse_upgrade(ready_, request);
        return refusal ? refusal->status : 0;
    }

    test::log_capture log_;
    origin_policy policy_;
    readiness ready_;
};

TEST_F(RefuseUpgrade, NoOrigin_IsLetIn) { EXPECT_EQ(status(request_with({})), 0U); }

TEST_F(RefuseUpgrade, AllowedOrigin_IsLetIn)
{
    EXPECT_EQ(status(request_with({{"Origin", "https://app.example"}})), 0U);
    EXPECT_EQ(status(request_with({{"origin", "https://APP.example:443"}})), 0U);
}

TEST_F(RefuseUpgrade, OtherOrigin_Is403)
{
    for (const char* origin :
         {"https://evil.example", "http://app.example", "https://app.example.evil.example",
          "https://app.example/", "null", ""})
        EXPECT_EQ(status(request_with({{"Origin", origin}})), 403U) << origin;
}

TEST_F(RefuseUpgrade, OriginSentTwice_Is403)
{
    EXPECT_EQ(
        status(request_with({{"Origin", "https://app.example"}, {"Origin", "https://app.example"}})), 403U);
}

TEST_F(RefuseUpgrade, AnyOriginAllowed_LetsEveryoneInButNotTwice)
{
    policy_ = {};
    policy_.allow_any = true;
    EXPECT_EQ(status(request_with({{"Origin", "https://evil.example"}})), 0U);
    EXPECT_EQ(status(request_with({{"Origin", "https://a.example"}, {"Origin", "https://b.example"}})), 403U);
}

TEST_F(RefuseUpgrade, NoListAtAll_RefusesEveryOrigin)
{
    policy_ = {};
    EXPECT_EQ(status(request_with({{"Origin", "https://app.example"}})), 403U);
    EXPECT_EQ(status(request_with({})), 0U);
}

TEST_F(RefuseUpgrade, JsonAmongTheOffers_IsLetIn)
{
    EXPECT_EQ(status(request_with({{"Sec-WebSocket-Protocol", "centrifuge-json"}})), 0U);
    EXPECT_EQ(status(request_with({{"Sec-WebSocket-Protocol", "centrifuge-protobuf, centrifuge-json"}})), 0U);
    EXPECT_EQ(
        status(request_with(
            {{"Sec-WebSocket-Protocol", "centrifuge-protobuf"},
             {"sec-websocket-protocol", "centrifuge-json"}})),
        0U);
    EXPECT_EQ(status(request_with({{"Sec-WebSocket-Protocol", "something-else"}})), 0U);
}

TEST_F(RefuseUpgrade, ProtobufAlone_Is400WithAReason)
{
    EXPECT_EQ(status(request_with({{"Sec-WebSocket-Protocol", "centrifuge-protobuf"}})), 400U);
    EXPECT_EQ(status(request_with({{"Sec-WebSocket-Protocol", "x ,\tcentrifuge-protobuf "}})), 400U);
    const auto refusal =
        refuse_upgrade(ready_, request_with({{"Sec-WebSocket-Protocol", "centrifuge-protobuf"}}));
    EXPECT_EQ(refusal->content_type, "text/plain; charset=utf-8");
    EXPECT_NE(refusal->body.find("Protobuf"), std::string::npos);
}

TEST_F(RefuseUpgrade, ProtobufInTheQuery_Is400)
{
    auto request = request_with({{"Sec-WebSocket-Protocol", "centrifuge-json"}});
    for (const char* query : {"cf_protocol=protobuf", "format=protobuf", "a=b&cf_protocol=protobuf&c"})
    {
        request.query = query;
        EXPECT_EQ(status(request), 400U) << query;
    }
    for (const char* query : {"", "cf_protocol=json", "format=protobuf2", "xformat=protobuf", "&&"})
    {
        request.query = query;
        EXPECT_EQ(status(request), 0U) << query;
    }
}

TEST_F(RefuseUpgrade, Draining_Is503WithRetryAfter)
{
    ready_.set_draining();
    const auto refusal = refuse_upgrade(ready_, request_with({}));
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->status, 503U);
    ASSERT_EQ(refusal->headers.size(), 1U);
    EXPECT_EQ(refusal->headers[0].name, "Retry-After");
}

} // namespace
} // namespace ws::server
