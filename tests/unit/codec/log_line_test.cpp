#include <ws/base/json_string.hpp>
#include <ws/base/log.hpp>
#include <ws/codec/strict_json.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using ws::codec::parse_strict_json;

/// Each byte alone, and each lead byte before two of the others.
std::vector<std::string> awkward_texts()
{
    std::vector<std::string> texts{"", "plain", "é€😀", "\xEF\xBB\xBF", "</script>"};
    for (int byte = 0; byte < 256; ++byte)
    {
        const char c = static_cast<char>(byte);
        texts.push_back({c});
        texts.push_back({c, '\x80'});
        texts.push_back({c, '\xBF', '\x90', c});
        texts.push_back({'a', c, '"'});
    }
    return texts;
}

TEST(LogLine, WhateverTheText_IsValidJson)
{
    std::vector<std::string> lines;
    ws::log::configure({ws::log::level::info, ws::log::format::json, [&](std::string_view line) {
                            lines.emplace_back(line);
                        }});
    const auto texts = awkward_texts();
    for (const std::string& text : texts)
        ws::log::info(
            text, {{"k" + text, text}, {"number", std::numeric_limits<double>::max()}, {"yes", true}});
    ws::log::configure({});

    ASSERT_EQ(lines.size(), texts.size());
    for (const std::string& line : lines)
    {
        std::string why;
        EXPECT_TRUE(parse_strict_json(line, {.max_number_length = 400}, &why)) << line << '\n' << why;
        EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos) << line;
    }
}

TEST(JsonString, WhateverTheText_ComesBackThroughTheParser)
{
    for (const std::string& text : awkward_texts())
    {
        std::string literal;
        ws::append_json_string(literal, text);
        const auto parsed = parse_strict_json(literal);
        ASSERT_TRUE(parsed) << literal;
        const bool was_utf8 =
            parse_strict_json('"' + text + '"').has_value() && text.find('\\') == std::string::npos;
        if (was_utf8)
        {
            EXPECT_EQ(std::string_view(parsed->as_string()), text);
        }
    }
}

} // namespace
