#include "websocket_fixture.hpp"

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;
using namespace std::string_literals;

TEST_F(Websocket, BadFrames_AreClosedWithTheCodeForThem)
{
    const std::string too_long = client_frame(0x81, std::string(65'537, 'x'));
    const struct
    {
        const char* what;
        std::string bytes;
        unsigned code;
    } cases[] = {
        {"one byte too many", too_long, 1009},
        {"too long by its header", too_long.substr(0, 14), 1009},
        {"too long in fragments", client_frame(0x01, std::string(65'536, 'x')) + client_frame(0x80, "x"),
         1009},
        {"absurd length", "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\1\2\3\4"s, 1009},
        {"invalid UTF-8", client_text("\xc3\x28"), 1007},
        {"UTF-8 cut at the end", client_text("\xe2\x82"), 1007},
        {"surrogate", client_text("\xed\xa0\x80"), 1007},
        {"unmasked", "\x81\x02{}"s, 1002},
        {"reserved bit", client_frame(0xc1, "{}"), 1002},
        {"reserved opcode", client_frame(0x83, "{}"), 1002},
        {"reserved control opcode", client_frame(0x8b, ""), 1002},
        {"continuation of nothing", client_frame(0x80, "{}"), 1002},
        {"message within a message", client_frame(0x01, "a") + client_frame(0x81, "b"), 1002},
        {"fragmented ping", client_frame(0x09, "a"), 1002},
        {"long ping", client_frame(0x89, std::string(126, 'p')), 1002},
        {"close with half a code", client_frame(0x88, "\x03"), 1002},
        {"close with a code nobody may send", client_close(1006, ""), 1002},
    };
    for (const auto& c : cases)
    {
        websocket_peer peer;
        open(peer);
        peer.send(c.bytes);
        EXPECT_EQ(peer.read_frame().close_code(), c.code) << c.what;
        peer.close();
        const auto told = events.next();
        EXPECT_EQ(told.what, websocket_event::closed) << c.what;
        EXPECT_EQ(told.cause.code, c.code) << c.what;
        EXPECT_NE(told.cause.reason, "") << c.what;
        EXPECT_FALSE(told.cause.by_peer) << c.what;
    }
}

TEST_F(Websocket, ViolatorThatDoesNotLeave_IsResetInTime)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_frame(0x83, ""));
    EXPECT_EQ(peer.read_frame().close_code(), 1002U);
    advance(5'000ms);
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1002);
}

TEST_F(Websocket, ViolatorThatKeepsSending_IsCutOff)
{
    websocket_peer peer;
    open(peer);
    peer.send(client_frame(0x83, "") + std::string(8 * 1024 * 1024, 'x'));
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1002);
}

// Beast's reading and closing then wait for each other.
TEST_F(Websocket, BadFrameMeetsOurClose_IsResetInTime)
{
    websocket_peer peer;
    open(peer);
    std::promise<void> waits;
    std::promise<void> sent;
    asio::post(
        io,
        [&]
        {
            waits.set_value();
            sent.get_future().wait();
        });
    waits.get_future().wait();
    peer.send(client_frame(0x83, ""));
    asio::post(io, [this] { connection->close(3501, "bad request"); });
    sent.set_value();
    EXPECT_EQ(peer.read_frame().close_code(), 3501U);
    advance(5'000ms);
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 3501);
}

TEST_F(Websocket, FragmentFlood_Closes1008)
{
    std::string empty_fragments = client_frame(0x01, "a");
    for (int i = 0; i < 64; ++i)
        empty_fragments += client_frame(0x00, "");
    websocket_peer peer;
    open(peer);
    peer.send(empty_fragments);
    const auto goodbye = peer.read_frame();
    EXPECT_EQ(goodbye.close_code(), 1008U);
    EXPECT_EQ(goodbye.close_reason(), "too many fragments");
    peer.send(client_close(1008, ""));
    peer.close();
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1008);
    EXPECT_EQ(events.count(websocket_event::message), 0U);
}

TEST_F(Websocket, PingFlood_Closes1008)
{
    websocket_peer peer;
    open(peer);
    for (int i = 0; i < 11; ++i)
        peer.send(client_frame(0x89, "p"));
    auto answer = peer.read_frame();
    int pongs = 0;
    for (; answer.opcode == 10; ++pongs)
        answer = peer.read_frame();
    EXPECT_LE(pongs, 11);
    EXPECT_EQ(answer.close_code(), 1008U);
    EXPECT_EQ(answer.close_reason(), "too many control frames");
    peer.close();
    EXPECT_EQ(events.next(websocket_event::closed).cause.code, 1008);
}

TEST_F(Websocket, TenPingsEverySecond_AreAnswered)
{
    websocket_peer peer;
    open(peer);
    for (int second = 0; second < 3; ++second)
    {
        for (int i = 0; i < 10; ++i)
        {
            peer.send(client_frame(0x89, std::to_string(i)));
            ASSERT_EQ(peer.read_frame().payload, std::to_string(i)) << second;
        }
        advance(1'000ms);
    }
}

TEST_F(Websocket, SlowReader_OverflowsThenIsResetInTime)
{
    options.queue_limit_bytes = 200'000;
    websocket_peer peer;
    open(peer);
    fill_queue(200'000);
    events.next(websocket_event::overflow);
    close(3008, "slow", true);
    // What is left: the rest of one frame, and the close frame.
    EXPECT_LT(on_loop([this] { return connection->queued_bytes(); }), 61'000U);
    advance(4'900ms);
    EXPECT_EQ(events.count(websocket_event::closed), 0U);
    advance(100ms);
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 3008);
    EXPECT_FALSE(cause.by_peer);
}

TEST_F(Websocket, SlowReaderThatCatchesUp_SeesWholeFramesAndTheClose)
{
    options.queue_limit_bytes = 200'000;
    websocket_peer peer;
    open(peer);
    fill_queue(200'000);
    events.next(websocket_event::overflow);
    close(3008, "slow", true);
    auto frame = peer.read_frame();
    for (; frame.opcode == 1; frame = peer.read_frame())
        EXPECT_EQ(frame.payload.size(), 60'000U);
    EXPECT_EQ(frame.close_code(), 3008U);
}

TEST_F(Websocket, RepliesWaiting_AreNoOverflow)
{
    options.queue_limit_bytes = 200'000;
    websocket_peer peer;
    open(peer);
    fill_queue(1);
    send_text(std::string(400'000, 'r'), frame_kind::reply);
    on_loop([] {});
    EXPECT_GE(on_loop([this] { return connection->queued_reply_bytes(); }), 400'000U);
    EXPECT_EQ(events.count(websocket_event::overflow), 0U);
}

TEST_F(Websocket, NothingTakenForTenSeconds_IsResetAsStalled)
{
    websocket_peer peer;
    open(peer);
    fill_queue(1);
    advance(9'900ms);
    // More to send is no progress.
    send_text("more");
    on_loop([] {});
    EXPECT_EQ(events.count(websocket_event::closed), 0U);
    advance(100ms);
    const auto cause = events.next(websocket_event::closed).cause;
    EXPECT_EQ(cause.code, 1006);
    EXPECT_TRUE(cause.write_stalled);
    EXPECT_FALSE(cause.by_peer);
}

TEST_F(Websocket, TakenInTime_IsNoStall)
{
    websocket_peer peer;
    open(peer);
    fill_queue(1);
    advance(9'900ms);
    send_text("the end");
    while (peer.read_frame().payload != "the end")
    {
    }
    events.next(websocket_event::drained);
    advance(60'000ms);
    send_text("still here");
    EXPECT_EQ(peer.read_frame().payload, "still here");
}

TEST_F(Websocket, ProcessOverBudget_TheWorstIsTold)
{
    websocket_peer modest;
    open(modest);
    fill_queue(100'000);
    websocket_peer greedy;
    open(greedy);
    fill_queue(950'000); // less than one connection may have
    EXPECT_EQ(events.next(websocket_event::overflow).from, connection);
    close(3008, "slow", true);
    while (events.count(websocket_event::overflow) > 0)
        EXPECT_EQ(events.next(websocket_event::overflow).from, connection);
    EXPECT_LT(on_loop([this] { return budget.total(); }), 300'000U);
}

} // namespace
} // namespace ws::net
