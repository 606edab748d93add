#include "turso/server_message.hpp"

#include <ws/turso/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ws::turso
{
namespace
{

constexpr std::size_t longest_message = 300;
/// What is looked at for it: pages have much in front of their first word.
constexpr std::size_t longest_look = 16 * 1024;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::size_t find_word(std::string_view text, std::string_view lower_case_word)
{
    const auto same = [](char a, char b) { return lower(a) == b; };
    const auto* const found =
        std::search(text.begin(), text.end(), lower_case_word.begin(), lower_case_word.end(), same);
    return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

bool is_html(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    return begin != std::string_view::npos && text[begin] == '<' &&
           (find_word(text, "<html") != text.npos || find_word(text, "<!doctype") != text.npos ||
            find_word(text, "<title") != text.npos || find_word(text, "<body") != text.npos);
}

std::string_view title_of(std::string_view html)
{
    const auto tag = find_word(html, "<title");
    const auto begin = tag == html.npos ? html.npos : html.find('>', tag);
    if (begin == html.npos)
        return {};
    const auto title = html.substr(begin + 1);
    return title.substr(0, title.find('<'));
}

/// The text between the tags, each tag counting as a blank.
std::string without_tags(std::string_view html)
{
    std::string out;
    bool in_tag = false;
    for (const char c : html)
    {
        if (c == '<')
            out += ' ';
        if (c == '<' || c == '>')
            in_tag = c == '<';
        else if (!in_tag)
            out += c;
    }
    return out;
}

/// How many bytes the UTF-8 sequence at the front has; 0 when it is none.
std::size_t sequence_length(std::string_view text)
{
    const auto first = static_cast<std::uint8_t>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return length <= text.size() && is_utf8(text.substr(0, length)) ? length : 0;
}

/// C0 and C1 controls, DEL: a terminal would obey them.
bool is_control(std::string_view sequence)
{
    const auto first = static_cast<std::uint8_t>(sequence[0]);
    return first < 0x20 || first == 0x7F || (first == 0xC2 && static_cast<std::uint8_t>(sequence[1]) < 0xA0);
}

std::string one_line(std::string_view text)
{
    std::string out;
    bool blank_before = true; // none at the front
    while (!text.empty())
    {
        const std::size_t length = sequence_length(text);
        const auto sequence = text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(sequence.size());
        const bool is_blank = sequence == " " || sequence == "\n" || sequence == "\t" || sequence == "\r";
        if (length == 0 || (!is_blank && is_control(sequence)) || (is_blank && blank_before))
            continue;
        if (out.size() + sequence.size() > longest_message)
            break;
        out += is_blank ? " " : sequence;
        blank_before = is_blank;
    }
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

} // namespace

std::string readable_message(std::string_view body)
{
    const auto text = body.substr(0, longest_look);
    if (!is_html(text))
        return one_line(text);
    auto title = one_line(title_of(text));
    return title.empty() ? one_line(without_tags(text)) : title;
}

} // namespace ws::turso
