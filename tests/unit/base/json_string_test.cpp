#include <ws/base/json_string.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace
{

std::string literal(std::string_view text)
{
    std::string out;
    ws::append_json_string(out, text);
    return out;
}

TEST(JsonString, PlainText_IsOnlyQuoted)
{
    EXPECT_EQ(literal(""), R"("")");
    EXPECT_EQ(literal("a b/c"), R"("a b/c")");
}

TEST(JsonString, Appends_BehindWhatIsThere)
{
    std::string out = "x:";
    ws::append_json_string(out, "y");
    EXPECT_EQ(out, R"(x:"y")");
}

TEST(JsonString, QuoteAndBackslash_AreEscaped) { EXPECT_EQ(literal(R"("\)"), R"("\"\\")"); }

TEST(JsonString, EveryAsciiControlCharacter_IsEscaped)
{
    EXPECT_EQ(literal("\n\r\t"), R"("\n\r\t")");
    EXPECT_EQ(literal(std::string_view("\0\x1b\x7f", 3)), R"("\u0000\u001b\u007f")");
    for (int c = 0; c < 0x20; ++c)
    {
        const std::string text = literal(std::string(1, static_cast<char>(c)));
        EXPECT_EQ(text[1], '\\') << "character " << c;
        for (const char out : text)
            EXPECT_GE(static_cast<unsigned char>(out), 0x20) << "character " << c;
    }
}

TEST(JsonString, C1ControlCharacters_AreEscaped)
{
    EXPECT_EQ(literal("\xC2\x80\xC2\x9B\xC2\x9F"), R"("\u0080\u009b\u009f")");
    EXPECT_EQ(literal("\xC2\xA0"), "\"\xC2\xA0\"") << "U+00A0 is no control character";
}

TEST(JsonString, ValidUtf8_IsKept)
{
    for (const std::string_view text :
         {"é", "\xDF\xBF", "\xE0\xA0\x80", "€", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBD",
          "\xF0\x90\x80\x80", "😀", "\xF4\x8F\xBF\xBF"})
        EXPECT_EQ(literal(text), '"' + std::string(text) + '"');
}

struct bad_utf8
{
    const char* what;
    std::string_view bytes;
    int replacements;
};

TEST(JsonString, EachKindOfBadUtf8_BecomesReplacementCharacters)
{
    const std::vector<bad_utf8> cases{
        {"lone continuation", "\x80", 1},
        {"two-byte sequence cut", "\xC3", 1},
        {"two-byte sequence without continuation", "\xC3(", 1},
        {"overlong of two bytes", "\xC0\xAF", 2},
        {"overlong of two bytes, C1", "\xC1\xBF", 2},
        {"three-byte sequence cut", "\xE2\x82", 2},
        {"overlong of three bytes", "\xE0\x9F\xBF", 3},
        {"high surrogate", "\xED\xA0\x80", 3},
        {"low surrogate", "\xED\xBF\xBF", 3},
        {"four-byte sequence cut", "\xF0\x9F\x98", 3},
        {"overlong of four bytes", "\xF0\x8F\xBF\xBF", 4},
        {"above U+10FFFF", "\xF4\x90\x80\x80", 4},
        {"F5 never occurs", "\xF5\x80\x80\x80", 4},
        {"FE and FF never occur", "\xFE\xFF", 2},
    };
    for (const bad_utf8& c : cases)
    {
        std::string expected = "\"a";
        for (int i = 0; i < c.replacements; ++i)
            expected += "\xEF\xBF\xBD";
        if (c.bytes.ends_with('('))
            expected += '(';
        expected += "z\"";
        EXPECT_EQ(literal("a" + std::string(c.bytes) + "z"), expected) << c.what;
    }
}

TEST(JsonString, BadByteAtTheEnd_IsReplaced)
{
    EXPECT_EQ(literal("a\xE2\x82"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

} // namespace
