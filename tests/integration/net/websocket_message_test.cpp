#include "support/log_capture.hpp"
#include "websocket_fixture.hpp"

#include <stdexcept>

namespace ws::net
{
namespace
{

TEST_F(Websocket, Handshake_AnswersKeyAndNamesServer)
{
    websocket_peer peer;
    on_loop([this] { subprotocol = "centrifuge-json"; });
    connect(peer);
    const auto answer = peer.read_answer(true);
    EXPECT_EQ(answer.status, 101U);
    EXPECT_EQ(answer.header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="); // RFC 6455 §1.3
    EXPECT_EQ(answer.header("Sec-WebSocket-Protocol"), "centrifuge-json");
    EXPECT_EQ(answer.header("Server"), "imagineo-ws");
}

TEST_F(Websocket, HandshakeWithoutSubprotocol_NamesNone)
{
    websocket_peer peer;
    connect(peer);
    EXPECT_EQ(peer.read_answer(true).head.find("Sec-WebSocket-Protocol"), std::string::npos);
}

TEST_F(Websocket, NobodyListens_IsReset)
{
    opener = [](websocket&) { return std::shared_ptr<websocket_listener>(); };
    websocket_peer peer;
    connect(peer);
    peer.read_to_end();
    on_loop([] {});
    EXPECT_EQ(on_loop([this] { return registry.size(); }), 0U);
}

TEST_F(Websocket, OpenThrows_IsResetAndLogged)
{
    test::log_capture log;
    opener = [](websocket&) -> std::shared_ptr<websocket_listener> { throw std::runtime_error("no"); };
    websocket_peer peer;
    connect(peer);
    peer.read_to_end();
    EXPECT_TRUE(log.wait_for("websocket_open_failed"));
}

TEST_F(Websocket, TextAndBinary_AreToldApart)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_text("{}") + client_frame(0x82, "\xff"));
    const auto text = events.next(websocket_event::message);
    EXPECT_EQ(text.payload, "{}");
    EXPECT_TRUE(text.is_text);
    const auto binary = events.next(websocket_event::message);
    EXPECT_EQ(binary.payload, "\xff");
    EXPECT_FALSE(binary.is_text);
}

TEST_F(Websocket, AnySize_IsEchoed)
{
    echoes = true;
    websocket_peer peer;
    open(peer);
    for (const std::size_t size : {0, 1, 14, 15, 16, 125, 126, 1535, 1536, 5000, 65'535, 65'536})
    {
        const std::string payload(size, 'e');
        peer.send(client_text(payload));
        const auto echo = peer.read_frame();
        EXPECT_EQ(echo.opcode, 1U) << size;
        EXPECT_EQ(echo.payload, payload) << size;
    }
}

TEST_F(Websocket, ByteByByte_IsTheSame)
{
    echoes = true;
    websocket_peer peer;
    open(peer);
    const std::string payload(200, 'b');
    peer.send_bytewise(client_text(payload) + client_text("end"));
    EXPECT_EQ(peer.read_frame().payload, payload);
    EXPECT_EQ(peer.read_frame().payload, "end");
}

TEST_F(Websocket, ManyMessagesInOnePacket_ArriveInOrder)
{
    echoes = true;
    websocket_peer peer;
    open(peer);
    std::string packet;
    for (int i = 0; i < 100; ++i)
        packet += client_text(std::to_string(i));
    peer.send(packet);
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(peer.read_frame().payload, std::to_string(i));
}

TEST_F(Websocket, FragmentsWithPingBetween_AreOneMessage)
{
    websocket_peer peer;
    open(peer);
    peer.send(
        client_frame(0x01, "fra") + client_frame(0x89, "?") + client_frame(0x00, "") +
        client_frame(0x80, "gments that are longer than a few bytes"));
    EXPECT_EQ(events.next(websocket_event::message).payload, "fragments that are longer than a few bytes");
    const auto pong = peer.read_frame();
    EXPECT_EQ(pong.opcode, 10U);
    EXPECT_EQ(pong.payload, "?");
}

TEST_F(Websocket, SixtyFourFragments_AreOneMessage)
{
    websocket_peer peer;
    open(peer);
    std::string message = client_frame(0x01, "a");
    for (int i = 0; i < 62; ++i)
        message += client_frame(0x00, i % 2 == 0 ? "" : "b");
    peer.send(message + client_frame(0x80, "c"));
    EXPECT_EQ(events.next(websocket_event::message).payload, "a" + std::string(31, 'b') + "c");
}

TEST_F(Websocket, BeforeReadNext_NothingMoreIsDelivered)
{
    reads_on = false;
    websocket_peer peer;
    open(peer);
    peer.send(client_text("first") + client_text("second"));
    EXPECT_EQ(events.next().payload, "first");
    peer.send(client_text("third"));
    send_text("sign of life");
    EXPECT_EQ(peer.read_frame().payload, "sign of life");
    EXPECT_EQ(events.count(websocket_event::message), 0U);
    on_loop([this] { connection->read_next(); });
    EXPECT_EQ(events.next(websocket_event::message).payload, "second");
}

TEST_F(Websocket, ManySendsInOneTurn_LeaveInOneWrite)
{
    websocket_peer peer;
    open(peer);
    const auto writes = [this]
    { return on_loop([this] { return asio::use_service<flush_scheduler>(io).statistics().writes; }); };
    const std::pair<int, unsigned> cases[] = {{1, 1}, {64, 1}, {65, 2}, {200, 4}};
    for (const auto& [frames, expected] : cases)
    {
        const auto before = writes();
        on_loop(
            [&, count = frames]
            {
                for (int i = 0; i < count; ++i)
                    connection->send(frame::text(std::to_string(i)), frame_kind::push);
            });
        for (int i = 0; i < frames; ++i)
            ASSERT_EQ(peer.read_frame().payload, std::to_string(i));
        EXPECT_EQ(writes() - before, expected) << frames;
    }
}

TEST_F(Websocket, Sent_TellsDrainedOnce)
{
    websocket_peer peer;
    open(peer);
    on_loop(
        [this]
        {
            connection->send(frame::text("a"), frame_kind::reply);
            connection->send(frame::text("bc"), frame_kind::push);
            EXPECT_EQ(connection->queued_bytes(), 7U);
            EXPECT_EQ(connection->queued_reply_bytes(), 3U);
        });
    events.next(websocket_event::drained);
    EXPECT_EQ(on_loop([this] { return connection->queued_bytes(); }), 0U);
    EXPECT_EQ(events.count(websocket_event::drained), 0U);
}

TEST_F(Websocket, RepliesAndControls_KeepTheirOrder)
{
    echoes = true;
    websocket_peer peer;
    open(peer);
    peer.send(client_text("1") + client_frame(0x89, "2") + client_text("3"));
    EXPECT_EQ(peer.read_frame().payload, "1");
    EXPECT_EQ(peer.read_frame().payload, "2");
    EXPECT_EQ(peer.read_frame().payload, "3");
}

} // namespace
} // namespace ws::net
