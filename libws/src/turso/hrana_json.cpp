#include "turso/hrana_json.hpp"

#include <ws/codec/base64.hpp>

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <variant>

namespace ws::turso
{
namespace
{

constexpr std::uint64_t in_every_byte = 0x0101'0101'0101'0101;

/// Whether one of eight bytes is below `limit`, which is at most 128.
constexpr std::uint64_t any_below(std::uint64_t bytes, std::uint8_t limit)
{
    return (bytes - in_every_byte * limit) & ~bytes & (in_every_byte * 0x80);
}

constexpr bool any_needs_escape(std::uint64_t bytes)
{
    return (any_below(bytes, 0x20) | any_below(bytes ^ (in_every_byte * '"'), 1) |
            any_below(bytes ^ (in_every_byte * '\\'), 1)) != 0;
}

bool needs_escape(char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\'; }

/// Length of the front of `text` that needs no escape. Texts are mostly free of them,
/// so eight bytes are looked at together.
std::size_t plain_length(std::string_view text)
{
    std::size_t at = 0;
    for (std::uint64_t eight = 0; text.size() - at >= sizeof(eight); at += sizeof(eight))
    {
        std::memcpy(&eight, text.data() + at, sizeof(eight));
        if (any_needs_escape(eight))
            break;
    }
    while (at < text.size() && !needs_escape(text[at]))
        ++at;
    return at;
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

struct value_writer
{
    void operator()(null_value) const { out += R"({"type":"null"})"; }

    void operator()(std::int64_t v) const
    {
        std::array<char, 24> digits;
        const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr;
        out += R"({"type":"integer","value":")";
        out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
        out += "\"}";
    }

    /// The shortest digits that read as the same number; "-0" alone would be read as the
    /// integer 0, which has no sign.
    void operator()(double v) const
    {
        assert(std::isfinite(v));
        std::array<char, 32> digits;
        const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr;
        const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
        out += R"({"type":"float","value":)";
        out += text;
        if (text.find_first_of(".e") == std::string_view::npos)
            out += ".0";
        out += '}';
    }

    void operator()(const std::string& v) const
    {
        out += R"({"type":"text","value":)";
        append_json_text(out, v);
        out += '}';
    }

    void operator()(const blob_value& v) const
    {
        out += R"({"type":"blob","base64":")";
        codec::append_base64(out, {reinterpret_cast<const char*>(v.data()), v.size()});
        out += "\"}";
    }

    std::string& out;
};

} // namespace

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    for (;;)
    {
        const std::size_t plain = plain_length(text);
        out += text.substr(0, plain);
        if (plain == text.size())
            break;
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

void append_json_value(std::string& out, const value& v) { std::visit(value_writer{out}, v); }

} // namespace ws::turso
