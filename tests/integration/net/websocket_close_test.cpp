#include "support/log_capture.hpp"
#include "websocket_fixture.hpp"

#include <stdexcept>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;

TEST_F(Websocket, PeerCloses_IsAnsweredWithItsCode)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_close(4001, "had enough"));
    EXPECT_EQ(peer.read_frame().close_code(), 4001U);
    EXPECT_EQ(peer.read_frame().opcode, 0U);
    peer.close();
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 4001);
    EXPECT_EQ(cause.reason, "had enough");
    EXPECT_TRUE(cause.by_peer);
}

TEST_F(Websocket, PeerClosesWithoutCode_Tells1005)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_frame(0x88, ""));
    EXPECT_EQ(peer.read_frame().opcode, 8U);
    peer.close();
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 1005);
    EXPECT_TRUE(cause.by_peer);
}

TEST_F(Websocket, WeClose_QueueThenCodeAndReason)
{
    websocket_peer peer;
    open(peer);
    on_loop(
        [this]
        {
            connection->send(frame::text("last words"), frame_kind::push);
            connection->close(3501, "bad request");
            connection->send(frame::text("too late"), frame_kind::push);
            connection->close(3000, "second");
        });
    EXPECT_EQ(peer.read_frame().payload, "last words");
    const auto goodbye = peer.read_frame();
    EXPECT_EQ(goodbye.close_code(), 3501U);
    EXPECT_EQ(goodbye.close_reason(), "bad request");
    peer.send(client_close(3501, ""));
    EXPECT_EQ(peer.read_frame().opcode, 0U);
    peer.close();
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 3501);
    EXPECT_EQ(cause.reason, "bad request");
    EXPECT_FALSE(cause.by_peer);
}

TEST_F(Websocket, WeCloseWhileNotReading_StillHearsTheAnswer)
{
    reads_on = false;
    websocket_peer peer;
    open(peer);
    peer.send(client_text("one"));
    events.next(websocket_event::message);
    close(3012, "no pong");
    EXPECT_EQ(peer.read_frame().close_code(), 3012U);
    peer.send(client_text("two") + client_close(3012, ""));
    EXPECT_EQ(peer.read_frame().opcode, 0U);
    peer.close();
    EXPECT_EQ(events.next().what, websocket_event::closed);
}

TEST_F(Websocket, CloseFromOnMessage_DeliversNothingMore)
{
    on_message = [this] { connection->close(3501, "bad request"); };
    websocket_peer peer;
    open(peer);
    peer.send(client_text("one") + client_text("two") + client_frame(0x01, "thr"));
    EXPECT_EQ(peer.read_frame().close_code(), 3501U);
    peer.send(client_frame(0x80, "ee") + client_close(3501, ""));
    peer.close();
    EXPECT_EQ(events.next().payload, "one");
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 3501);
    EXPECT_EQ(events.count(websocket_event::message), 0U);
}

TEST_F(Websocket, LongReason_IsCutToFit)
{
    websocket_peer peer;
    open(peer);
    close(3501, std::string(122, 'r') + "\xc3\xa9\xc3\xa9");
    EXPECT_EQ(peer.read_frame().close_reason(), std::string(122, 'r'));
}

TEST_F(Websocket, PeerDoesNotAnswerClose_IsResetInTime)
{
    websocket_peer peer;
    open(peer);
    close(3005, "connection expired");
    EXPECT_EQ(peer.read_frame().close_code(), 3005U);
    advance(4'900ms);
    peer.send(client_text("still here"));
    EXPECT_EQ(events.count(websocket_event::closed), 0U);
    advance(100ms);
    const auto cause = events.next().cause;
    EXPECT_EQ(cause.code, 3005);
    EXPECT_FALSE(cause.by_peer);
    EXPECT_FALSE(cause.write_stalled);
}

TEST_F(Websocket, PeerAnswersCloseButStaysConnected_IsResetInTime)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_close(1001, "away"));
    EXPECT_EQ(peer.read_frame().close_code(), 1001U);
    advance(5'000ms);
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1001);
}

TEST_F(Websocket, PeerHangsUp_Tells1006)
{
    for (const bool by_reset : {false, true})
    {
        websocket_peer peer;
        open(peer);
        by_reset ? peer.reset() : peer.close();
        const auto cause = events.next(websocket_event::closed).cause;
        EXPECT_EQ(cause.code, 1006) << by_reset;
        EXPECT_TRUE(cause.by_peer) << by_reset;
        EXPECT_FALSE(cause.write_stalled) << by_reset;
    }
}

TEST_F(Websocket, PeerIsGoneWhileNotReading_TheNextSendsFindOut)
{
    reads_on = false;
    websocket_peer peer;
    open(peer);
    peer.send(client_text("one"));
    events.next(websocket_event::message);
    peer.reset();
    while (events.count(websocket_event::closed) == 0)
    {
        on_loop(
            [this]
            {
                if (registry.size() > 0)
                    connection->send(frame::text("anybody?"), frame_kind::push);
            });
        on_loop([] {});
    }
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 1006);
    EXPECT_TRUE(cause.by_peer);
}

TEST_F(Websocket, BothCloseAtOnce_EndsWithOurs)
{
    websocket_peer peer;
    open(peer);
    on_loop(
        [&]
        {
            peer.send(client_close(1000, "done"));
            connection->close(3001, "shutdown");
        });
    peer.read_to_end();
    peer.close();
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 3001);
    EXPECT_FALSE(cause.by_peer);
}

TEST_F(Websocket, AbortAll_EndsEverybodyAtOnce)
{
    websocket_peer peers[3];
    for (auto& peer : peers)
        open(peer);
    on_loop([this] { registry.abort_all(); });
    for (auto& peer : peers)
    {
        EXPECT_EQ(peer.read_frame().opcode, 0U);
        const auto cause = events.next(websocket_event::closed).cause;
        EXPECT_EQ(cause.code, 1006);
        EXPECT_FALSE(cause.by_peer);
    }
}

TEST_F(Websocket, LastOneGone_RegistrySaysSo)
{
    std::promise<void> empty;
    on_loop([&] { registry.on_empty([&] { empty.set_value(); }); });
    {
        websocket_peer peer;
        open(peer);
    }
    EXPECT_EQ(empty.get_future().wait_for(30s), std::future_status::ready);
    on_loop([this] { registry.on_empty({}); });
}

TEST_F(Websocket, ListenerThrows_Closes1011AndIsLogged)
{
    test::log_capture log;
    on_message = [] { throw std::runtime_error("a bug"); };
    websocket_peer peer;
    open(peer);
    peer.send(client_text("trouble"));
    EXPECT_EQ(peer.read_frame().close_code(), 1011U);
    peer.close();
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1011);
    EXPECT_EQ(log.count("websocket_listener_failed"), 1U);
}

} // namespace
} // namespace ws::net
