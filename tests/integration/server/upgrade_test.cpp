#include "integration/server/client.hpp"
#include "integration/server/service_thread.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using test::upgrade_text;

class Upgrade : public testing::Test
{
protected:
    test::http_answer upgrade(std::string_view headers, std::string_view query = {})
    {
        test::tcp_peer peer(service_.port());
        peer.send(upgrade_text(headers, query));
        const auto answer = peer.read_answer(true);
        return answer;
    }

    test::service_thread service_;
};

TEST_F(Upgrade, AllowedOriginOrNone_Is101)
{
    EXPECT_EQ(upgrade("").status, 101U);
    EXPECT_EQ(upgrade("Origin: https://app.example\r\n").status, 101U);
}

TEST_F(Upgrade, OtherOrigins_Are403)
{
    for (const char* headers :
         {"Origin: https://evil.example\r\n", "Origin: null\r\n",
          "Origin: https://app.example\r\nOrigin: https://app.example\r\n"})
        EXPECT_EQ(upgrade(headers).status, 403U) << headers;
}

TEST_F(Upgrade, OtherOrigin_Is403WhateverElseIsWrong)
{
    test::tcp_peer peer(service_.port());
    peer.send("GET /connection/websocket HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\n"
              "Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 12\r\n\r\n");
    EXPECT_EQ(peer.read_answer().status, 403U);
}

TEST_F(Upgrade, JsonSubprotocol_IsSelectedWhereOffered)
{
    EXPECT_EQ(upgrade("").header("Sec-WebSocket-Protocol"), "");
    const auto answer = upgrade("Sec-WebSocket-Protocol: centrifuge-protobuf, centrifuge-json\r\n");
    EXPECT_EQ(answer.status, 101U);
    EXPECT_EQ(answer.header("Sec-WebSocket-Protocol"), "centrifuge-json");
}

TEST_F(Upgrade, Protobuf_Is400)
{
    EXPECT_EQ(upgrade("Sec-WebSocket-Protocol: centrifuge-protobuf\r\n").status, 400U);
    EXPECT_EQ(upgrade("", "?cf_protocol=protobuf").status, 400U);
}

TEST_F(Upgrade, InsecureWithoutAList_LetsAnyOriginIn)
{
    auto settings = test::service_config();
    settings.allowed_origins.clear();
    settings.client_insecure = true;
    const test::service_thread open(settings);
    test::tcp_peer peer(open.port());
    peer.send(upgrade_text("Origin: https://evil.example\r\n"));
    EXPECT_EQ(peer.read_answer(true).status, 101U);
}

} // namespace
} // namespace ws::server
