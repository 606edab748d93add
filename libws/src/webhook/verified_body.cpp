#include <ws/codec/strict_json.hpp>
#include <ws/webhook/verified_body.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ws::webhook
{
namespace
{

/// Of one piece. Events are read by members of the first five or six.
constexpr std::size_t levels = 32;

constexpr std::size_t escape_length = 6; // \uXXXX
constexpr std::string_view replacement = "\\ufffd";

std::optional<boost::json::value> parse_piece(std::string_view text)
{
    codec::json_limits limits;
    limits.max_depth = levels;
    limits.max_nodes = text.size();
    limits.max_number_length = text.size();
    auto parsed = codec::parse_strict_json(text, limits);
    if (!parsed)
        return std::nullopt;
    return std::move(*parsed);
}

/// The code unit of the escape \uXXXX that stands there; 0 when none does.
unsigned code_unit_at(std::string_view text, std::size_t at)
{
    const std::string_view escape = text.substr(std::min(at, text.size()), escape_length);
    if (escape.size() < escape_length || !escape.starts_with("\\u"))
        return 0;
    unsigned unit = 0;
    const auto read = std::from_chars(escape.data() + 2, escape.data() + escape.size(), unit, 16);
    return read.ptr == escape.data() + escape.size() ? unit : 0;
}

bool is_leading(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_trailing(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Copies the escape that begins at `at`; gives where it ends.
std::size_t copy_escape(std::string& out, std::string_view text, std::size_t at)
{
    const unsigned unit = code_unit_at(text, at);
    std::size_t length = 2;
    if (is_leading(unit) && is_trailing(code_unit_at(text, at + escape_length)))
        length = 2 * escape_length;
    else if (is_leading(unit) || is_trailing(unit))
    {
        out += replacement;
        return at + escape_length;
    }
    out += text.substr(at, length);
    return std::min(at + length, text.size());
}

/// Copies the string literal that begins at `at`; gives where it ends.
std::size_t copy_literal(std::string& out, std::string_view text, std::size_t at)
{
    out += text[at++];
    while (at < text.size() && text[at] != '"')
    {
        const std::size_t plain = std::min(text.find_first_of("\"\\", at), text.size());
        out += text.substr(at, plain - at);
        at = plain;
        if (at < text.size() && text[at] == '\\')
            at = copy_escape(out, text, at);
    }
    if (at < text.size())
        out += text[at++];
    return at;
}

/// Cuts a body into pieces of a bounded depth, because the parser calls itself for each
/// level: a container that is too deep is a document of its own, with null in its place.
class body_reader
{
public:
    std::optional<boost::json::value> read(std::string_view text)
    {
        std::size_t at = 0;
        while (at < text.size())
        {
            const char c = text[at];
            if (c == '"')
            {
                at = copy_literal(pieces_.back(), text, at);
                continue;
            }
            if (c == '[' || c == '{')
                open();
            pieces_.back() += c;
            if ((c == ']' || c == '}') && !close())
                return std::nullopt;
            ++at;
        }
        if (pieces_.size() > 1)
            return std::nullopt;
        return parse_piece(pieces_.back());
    }

private:
    void open()
    {
        if (depth_ > 0 && depth_ % levels == 0)
            pieces_.emplace_back();
        ++depth_;
    }

    /// False when what ends is no JSON.
    bool close()
    {
        if (depth_ == 0)
            return false;
        --depth_;
        if (depth_ == 0 || depth_ % levels != 0)
            return true;
        if (!parse_piece(pieces_.back()))
            return false;
        pieces_.pop_back();
        pieces_.back() += "null";
        return true;
    }

    std::size_t depth_ = 0;
    std::vector<std::string> pieces_{std::string()}; ///< that are open, the outermost first
};

} // namespace

std::optional<boost::json::value> parse_body(std::string_view body) { return body_reader().read(body); }

} // namespace ws::webhook
