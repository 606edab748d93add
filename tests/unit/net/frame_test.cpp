#include <ws/net/frame.hpp>

#include <gtest/gtest.h>

namespace ws::net
{
namespace
{

using namespace std::string_literals;

TEST(Frame, AnyPayloadSize_HasShortestHeader)
{
    const std::pair<std::size_t, std::string> cases[] = {
        {0, "\x81\x00"s},
        {1, "\x81\x01"s},
        {125, "\x81\x7d"s},
        {126, "\x81\x7e\x00\x7e"s},
        {65'535, "\x81\x7e\xff\xff"s},
        {65'536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s},
        {70'000, "\x81\x7f\x00\x00\x00\x00\x00\x01\x11\x70"s},
    };
    for (const auto& [size, header] : cases)
    {
        const std::string payload(size, 'x');
        const auto f = frame::text(payload);
        EXPECT_EQ(f->wire(), header + payload) << size;
        EXPECT_EQ(f->payload(), payload) << size;
    }
}

TEST(Frame, Encoded_IsSentAsItIs)
{
    const auto run = std::string(frame::text("a")->wire()) + std::string(frame::text("b")->wire());
    EXPECT_EQ(frame::encoded(run)->wire(), run);
}

} // namespace
} // namespace ws::net
