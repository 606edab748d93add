#include <ws/base/json_string.hpp>

#include <array>
#include <cstdint>

namespace ws
{
namespace
{

/// Length of the valid UTF-8 sequence at the start of `text` (2 to 4), or 0.
std::size_t sequence_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    const std::uint8_t first = byte(0);
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
    {
        if (!continues(1) || !continues(2))
            return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4)
    {
        if (!continues(1) || !continues(2) || !continues(3))
            return 0;
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool too_high = first == 0xF4 && byte(1) >= 0x90;
        return overlong || too_high ? 0 : 4;
    }
    return 0;
}

void append_escaped(std::string& out, char c)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    switch (c)
    {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        out += "\\u00";
        out += digits[static_cast<std::uint8_t>(c) >> 4];
        out += digits[static_cast<std::uint8_t>(c) & 15];
    }
}

/// Terminals take these for commands, as they take the ones below U+0020.
bool is_c1_control(std::string_view sequence)
{
    return sequence.size() == 2 && sequence[0] == '\xC2' && static_cast<std::uint8_t>(sequence[1]) < 0xA0;
}

bool is_plain(char c)
{
    const auto byte = static_cast<std::uint8_t>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t at = 0;
    while (at < text.size())
    {
        std::size_t plain = at;
        while (plain < text.size() && is_plain(text[plain]))
            ++plain;
        out.append(text, at, plain - at);
        at = plain;
        if (at == text.size())
            break;
        if (static_cast<std::uint8_t>(text[at]) < 0x80)
        {
            append_escaped(out, text[at++]);
        }
        else if (const std::size_t length = sequence_length(text.substr(at));
                 is_c1_control(text.substr(at, length)))
        {
            append_escaped(out, text[at + 1]); // U+0080 to U+009F: the second byte is the code point
            at += length;
        }
        else if (length > 0)
        {
            out.append(text, at, length);
            at += length;
        }
        else
        {
            out += "\xEF\xBF\xBD";
            ++at;
        }
    }
    out += '"';
}

} // namespace ws
