#include "net/frame_meter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;
using verdict = frame_meter::verdict;

constexpr unsigned char final_bit = 0x80;

/// A client's frame; its payload is masked with zeros.
std::string frame_bytes(unsigned char first, std::size_t payload_bytes)
{
    std::string out(1, static_cast<char>(first));
    if (payload_bytes < 126)
    {
        out.push_back(static_cast<char>(0x80 | payload_bytes));
    }
    else if (payload_bytes < 65'536)
    {
        out.push_back(static_cast<char>(0x80 | 126));
        out.push_back(static_cast<char>(payload_bytes >> 8));
        out.push_back(static_cast<char>(payload_bytes));
    }
    else
    {
        out.push_back(static_cast<char>(0x80 | 127));
        for (int shift = 56; shift >= 0; shift -= 8)
            out.push_back(static_cast<char>(payload_bytes >> shift));
    }
    return out + std::string(4 + payload_bytes, '\0');
}

const std::string ping = frame_bytes(final_bit | 0x9, 3);

std::string fragments(unsigned count)
{
    std::string out = frame_bytes(0x1, 1);
    for (unsigned i = 2; i < count; ++i)
        out += frame_bytes(0x0, 0);
    return out + frame_bytes(final_bit, 0);
}

verdict feed_in_chunks(frame_meter& meter, const std::string& bytes, std::size_t chunk, steady_time now)
{
    for (std::size_t at = 0; at < bytes.size(); at += chunk)
        if (const auto v = meter.feed(std::string_view(bytes).substr(at, chunk), now); v != verdict::fine)
            return v;
    return verdict::fine;
}

TEST(FrameMeter, MostFragmentsOfAMessage_AreFine)
{
    for (std::size_t chunk = 1; chunk < 20; ++chunk)
    {
        frame_meter meter;
        const std::string two_messages = fragments(64) + fragments(64);
        EXPECT_EQ(feed_in_chunks(meter, two_messages, chunk, {}), verdict::fine) << chunk;
    }
}

TEST(FrameMeter, OneFragmentMore_IsTooMany)
{
    for (std::size_t chunk = 1; chunk < 20; ++chunk)
    {
        frame_meter meter;
        EXPECT_EQ(feed_in_chunks(meter, fragments(65), chunk, {}), verdict::too_many_fragments) << chunk;
    }
}

TEST(FrameMeter, PingsBetweenFragments_AreNoFragments)
{
    frame_meter meter;
    EXPECT_EQ(meter.feed(frame_bytes(0x1, 5) + ping + fragments(64).substr(7), {}), verdict::fine);
}

TEST(FrameMeter, AnyLengthForm_IsSteppedOver)
{
    // Payloads full of zeros would read as continuation frames if one were misjudged.
    for (const std::size_t size : {0, 1, 125, 126, 1000, 65'535, 65'536, 70'000})
    {
        std::string messages;
        for (int i = 0; i < 3; ++i)
            messages += frame_bytes(final_bit | 0x2, size);
        frame_meter meter;
        EXPECT_EQ(meter.feed(messages + fragments(64), {}), verdict::fine) << size;
        EXPECT_EQ(meter.feed(fragments(65), {}), verdict::too_many_fragments) << size;
    }
}

TEST(FrameMeter, ElevenPingsWithinASecond_AreTooMany)
{
    frame_meter meter;
    const steady_time start{100s};
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(meter.feed(ping, start + i * 90ms), verdict::fine) << i;
    EXPECT_EQ(meter.feed(ping, start + 999ms), verdict::too_many_controls);
}

TEST(FrameMeter, TenPingsEverySecond_AreFine)
{
    frame_meter meter;
    for (int second = 0; second < 5; ++second)
        for (int i = 0; i < 10; ++i)
            ASSERT_EQ(meter.feed(ping, steady_time{1s * second}), verdict::fine) << second << ' ' << i;
}

TEST(FrameMeter, PongsAndClosesCountLikePings)
{
    frame_meter meter;
    std::string controls;
    for (int i = 0; i < 6; ++i)
        controls += frame_bytes(final_bit | 0xa, 0) + frame_bytes(final_bit | 0x8, 2);
    EXPECT_EQ(meter.feed(controls, {}), verdict::too_many_controls);
}

} // namespace
} // namespace ws::net
