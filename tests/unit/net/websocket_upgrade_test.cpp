#include "net/websocket_upgrade.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ws::net
{
namespace
{

http_head proper_upgrade()
{
    http_head head;
    head.request.method = "GET";
    head.request.path = "/ws";
    head.request.headers = {
        {"Host", "h"},
        {"Upgrade", "WebSocket"},
        {"Connection", "keep-alive, Upgrade"},
        {"Sec-WebSocket-Version", "13"},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
    };
    return head;
}

http_head with(std::string name, std::string value)
{
    auto head = proper_upgrade();
    auto& headers = head.request.headers;
    std::erase_if(headers, [&](const http_header& h) { return h.name == name; });
    headers.push_back({std::move(name), std::move(value)});
    return head;
}

http_head without(std::string_view name)
{
    auto head = proper_upgrade();
    std::erase_if(head.request.headers, [&](const http_header& h) { return h.name == name; });
    return head;
}

unsigned refused_with(const http_head& head)
{
    const auto refused = refuse_upgrade_form(head, false);
    return refused ? refused->status : 0;
}

} // namespace

TEST(WebsocketUpgrade, ProperForm_IsNotRefused)
{
    EXPECT_TRUE(wants_websocket(proper_upgrade().request));
    EXPECT_EQ(refused_with(proper_upgrade()), 0U);
    EXPECT_EQ(refused_with(with("Content-Length", "0")), 0U);
}

TEST(WebsocketUpgrade, OtherUpgrades_AreNotOurs)
{
    EXPECT_FALSE(wants_websocket(with("Upgrade", "h2c").request));
    EXPECT_FALSE(wants_websocket(with("Upgrade", "websockets").request));
    EXPECT_FALSE(wants_websocket(without("Upgrade").request));
    EXPECT_TRUE(wants_websocket(with("Upgrade", "h2c, websocket").request));
}

TEST(WebsocketUpgrade, WrongMethodOrVersion_Gives400)
{
    auto head = proper_upgrade();
    head.request.method = "POST";
    EXPECT_EQ(refused_with(head), 400U);
    head = proper_upgrade();
    head.http_1_1 = false;
    EXPECT_EQ(refused_with(head), 400U);
}

TEST(WebsocketUpgrade, ConnectionWithoutUpgrade_Gives400)
{
    EXPECT_EQ(refused_with(with("Connection", "keep-alive")), 400U);
    EXPECT_EQ(refused_with(without("Connection")), 400U);
}

TEST(WebsocketUpgrade, BodyOrFurtherBytes_Gives400)
{
    auto head = proper_upgrade();
    head.content_length = 1;
    EXPECT_EQ(refused_with(head), 400U);
    head = proper_upgrade();
    head.chunked = true;
    EXPECT_EQ(refused_with(head), 400U);
    const auto refused = refuse_upgrade_form(proper_upgrade(), true);
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->status, 400U);
}

TEST(WebsocketUpgrade, OtherProtocolVersion_Gives426AndNamesOurs)
{
    const auto refused = refuse_upgrade_form(with("Sec-WebSocket-Version", "8"), false);
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(refused->status, 426U);
    EXPECT_TRUE(std::any_of(
        refused->headers.begin(), refused->headers.end(),
        [](const http_header& h) { return h.name == "Sec-WebSocket-Version" && h.value == "13"; }));
    EXPECT_EQ(refused_with(without("Sec-WebSocket-Version")), 426U);
}

TEST(WebsocketUpgrade, KeyThatIsNot16Bytes_Gives400)
{
    for (const std::string key :
         {"", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==x",
          "AAAAAAAAAAAAAAAAAAAAAAA=", "%%%%"})
        EXPECT_EQ(refused_with(with("Sec-WebSocket-Key", key)), 400U) << key;
    EXPECT_EQ(refused_with(without("Sec-WebSocket-Key")), 400U);
    auto twice = proper_upgrade();
    twice.request.headers.push_back({"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="});
    EXPECT_EQ(refused_with(twice), 400U);
}

TEST(WebsocketUpgrade, MoreThanEightSubprotocols_Gives400)
{
    EXPECT_EQ(refused_with(with("Sec-WebSocket-Protocol", "a,b,c,d,e,f,g,h")), 0U);
    EXPECT_EQ(refused_with(with("Sec-WebSocket-Protocol", "a,b,c,d,e,f,g,h,i")), 400U);
    EXPECT_EQ(refused_with(with("Sec-WebSocket-Protocol", "a b")), 400U);
}

TEST(ChooseSubprotocol, SeveralOffers_FirstKnownOneWins)
{
    auto head = with("Sec-WebSocket-Protocol", "x, b");
    head.request.headers.push_back({"sec-websocket-protocol", "a"});
    EXPECT_EQ(choose_subprotocol(head.request, {"a", "b"}), "b");
    EXPECT_EQ(choose_subprotocol(head.request, {"c"}), "");
    EXPECT_EQ(choose_subprotocol(proper_upgrade().request, {"a"}), "");
}

} // namespace ws::net
