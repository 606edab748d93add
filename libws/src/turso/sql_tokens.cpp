#include "turso/sql_tokens.hpp"

#include <algorithm>

namespace ws::turso
{
namespace
{

constexpr std::string_view blanks = " \t\n\f\r";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Also every byte beyond ASCII, as in SQLite.
bool is_word_part(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// How much of `text` up to the end of `closing`, or all of it.
std::size_t through(std::string_view text, std::string_view closing, std::size_t from) noexcept
{
    const auto at = text.find(closing, from);
    return at == std::string_view::npos ? text.size() : at + closing.size();
}

/// The length of what a quote at the front opens. A doubled quote stands for itself, but
/// not between brackets.
std::size_t quoted_length(std::string_view text) noexcept
{
    if (text.front() == '[')
        return through(text, "]", 1);
    const auto quote = text.substr(0, 1);
    std::size_t length = through(text, quote, 1);
    while (length < text.size() && text[length] == quote.front())
        length = through(text, quote, length + 1);
    return length;
}

} // namespace

bool sql_token::is(std::string_view upper_case) const noexcept
{
    return kind == sql_token_kind::word && std::ranges::equal(text, upper_case, {}, upper);
}

bool sql_token::is(char c) const noexcept { return kind == sql_token_kind::other && text.front() == c; }

void sql_tokens::skip_blank() noexcept
{
    for (;;)
    {
        if (rest_.starts_with("--"))
            rest_.remove_prefix(through(rest_, "\n", 2));
        else if (rest_.starts_with("/*"))
            rest_.remove_prefix(through(rest_, "*/", 2));
        else if (rest_.starts_with(byte_order_mark))
            rest_.remove_prefix(byte_order_mark.size());
        else if (!rest_.empty() && blanks.find(rest_.front()) != std::string_view::npos)
            rest_.remove_prefix(1);
        else
            return;
    }
}

sql_token sql_tokens::next() noexcept
{
    skip_blank();
    if (rest_.empty())
        return {};
    const char first = rest_.front();
    auto kind = sql_token_kind::other;
    std::size_t length = 1;
    if (is_word_part(first))
    {
        kind = sql_token_kind::word;
        length = static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_word_part) - rest_.begin());
    }
    else if (first == '\'' || first == '"' || first == '`' || first == '[')
    {
        kind = sql_token_kind::quoted;
        length = quoted_length(rest_);
    }
    const sql_token found{kind, rest_.substr(0, length)};
    rest_.remove_prefix(length);
    return found;
}

} // namespace ws::turso
