#include "net/send_queue.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace ws::net
{
namespace
{

using kind = send_queue::kind;

/// What the queue would write, by gathers of `width` buffers at most.
std::string written(const send_queue& queue, std::size_t width = 64)
{
    std::array<iovec, 64> buffers;
    const std::size_t count = queue.gather(std::span(buffers).first(width));
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out.append(static_cast<const char*>(buffers[i].iov_base), buffers[i].iov_len);
    return out;
}

frame_ptr bytes(std::string text) { return frame::encoded(std::move(text)); }

send_queue three_frames()
{
    send_queue queue;
    queue.push(bytes("first"), kind::reply);
    queue.push(bytes("2"), kind::raw);
    queue.push(bytes("third!"), kind::push);
    return queue;
}

TEST(SendQueue, AnyTwoConsumes_LeaveTheRest)
{
    const std::string all = "first2third!";
    for (std::size_t a = 0; a <= all.size(); ++a)
        for (std::size_t b = 0; a + b <= all.size(); ++b)
        {
            send_queue queue = three_frames();
            queue.consume(a);
            EXPECT_EQ(written(queue), all.substr(a)) << a;
            queue.consume(b);
            EXPECT_EQ(written(queue), all.substr(a + b)) << a << ' ' << b;
            EXPECT_EQ(queue.bytes(), all.size() - a - b) << a << ' ' << b;
            EXPECT_EQ(queue.empty(), a + b == all.size()) << a << ' ' << b;
        }
}

TEST(SendQueue, Consume_CountsEachKind)
{
    send_queue queue = three_frames();
    EXPECT_EQ(queue.bytes(kind::reply), 5U);
    EXPECT_EQ(queue.bytes(kind::raw), 1U);
    EXPECT_EQ(queue.bytes(kind::push), 6U);
    queue.consume(8);
    EXPECT_EQ(queue.bytes(kind::reply), 0U);
    EXPECT_EQ(queue.bytes(kind::raw), 0U);
    EXPECT_EQ(queue.bytes(kind::push), 4U);
}

TEST(SendQueue, ManyFrames_LeaveInOrder)
{
    send_queue queue;
    std::string expected;
    std::string sent;
    for (int i = 0; i < 1000; ++i)
    {
        const std::string text = std::to_string(i) + ',';
        expected += text;
        queue.push(bytes(text), kind::push);
        // Written more slowly than queued: the queue is compacted under way.
        const std::string next = written(queue).substr(0, 3);
        sent += next;
        queue.consume(next.size());
    }
    EXPECT_EQ(expected.compare(0, sent.size(), sent), 0);
    while (!queue.empty())
    {
        const std::string next = written(queue, 7);
        sent += next;
        queue.consume(next.size());
    }
    EXPECT_EQ(sent, expected);
}

TEST(SendQueue, GatherWithFewBuffers_FillsThoseOnly)
{
    const send_queue queue = three_frames();
    EXPECT_EQ(written(queue, 2), "first2");
}

TEST(SendQueue, DropUnsent_KeepsPartlySentAndRaw)
{
    const std::pair<std::size_t, std::string> cases[] = {
        {0, "2"}, {1, "irst2"}, {4, "t2"}, {5, "2"}, {6, ""}, {7, "hird!"}, {12, ""},
    };
    for (const auto& [consumed, rest] : cases)
    {
        send_queue queue = three_frames();
        queue.consume(consumed);
        queue.drop_unsent();
        EXPECT_EQ(written(queue), rest) << consumed;
        EXPECT_EQ(queue.bytes(), rest.size()) << consumed;
        EXPECT_EQ(queue.empty(), rest.empty()) << consumed;
    }
}

TEST(SendQueue, AfterDropUnsent_GoesOn)
{
    send_queue queue = three_frames();
    queue.consume(2);
    queue.drop_unsent();
    queue.push(bytes("close"), kind::raw);
    EXPECT_EQ(written(queue), "rst2close");
}

TEST(SendQueue, Sealed_TakesNoMore)
{
    send_queue queue = three_frames();
    queue.seal();
    EXPECT_FALSE(queue.push(bytes("late"), kind::push));
    EXPECT_EQ(written(queue), "first2third!");
}

TEST(SendQueue, Written_LetsGoOfTheFrame)
{
    const auto shared = bytes("shared");
    send_queue queue;
    queue.push(shared, kind::push);
    queue.push(bytes("next"), kind::push);
    EXPECT_EQ(shared->use_count(), 2U);
    queue.consume(6);
    EXPECT_EQ(shared->use_count(), 1U);
}

TEST(SendQueue, Clear_ForgetsEverything)
{
    send_queue queue = three_frames();
    queue.consume(3);
    queue.clear();
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.bytes(), 0U);
    queue.push(bytes("again"), kind::push);
    EXPECT_EQ(written(queue), "again");
}

} // namespace
} // namespace ws::net
