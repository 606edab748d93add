#include <ws/codec/utf8.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::codec;
using namespace std::string_literals;

TEST(Utf8, WellFormedText_IsAccepted)
{
    std::string controls;
    for (char c = 0; c < 0x20; ++c)
        controls += c;
    for (const auto& text :
         {""s, "plain ascii, longer than a word"s, "a\0b"s, controls, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s,
          "\xE0\xA0\x80"s, "\xED\x9F\xBF"s, "\xEE\x80\x80"s,
          "\xEF\xBB\xBF"
          "BOM"s,
          "\xE2\x80\xA8"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s, "e\xCC\x81"s,
          "\xD7\xA9\xD7\x9C"s, "\xF0\x9F\xA6\x80 crab"s, "</script>'\"\\"s})
        EXPECT_TRUE(is_utf8(text)) << testing::PrintToString(text);
}

TEST(Utf8, MalformedText_IsRefusedWhereverItStands)
{
    for (const auto& bytes :
         {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC2"s, "\xC2\x41"s, "\xE0\x9F\xBF"s, "\xE2\x82"s,
          "\xE2\x82\x41"s, "\xED\xA0\x80"s, "\xED\xBF\xBF"s, "\xF0\x8F\xBF\xBF"s, "\xF0\x9F\xA6"s,
          "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFE"s, "\xFF"s})
        for (std::size_t before = 0; before < 17; ++before)
        {
            const auto text = std::string(before, 'a') + bytes;
            EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
            EXPECT_FALSE(is_utf8(text + "aaaaaaaaaaaaaaaaa")) << testing::PrintToString(text);
        }
}

} // namespace
