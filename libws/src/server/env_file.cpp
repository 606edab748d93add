#include <ws/server/env_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace ws::server
{
namespace
{

constexpr std::string_view blank = " \t\r";

std::string_view trim_front(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    return text;
}

std::string_view trim(std::string_view text)
{
    text = trim_front(text);
    return text.substr(0, text.find_last_not_of(blank) + 1);
}

bool starts_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

/// The name at the front of the line, cut off it; "" where there is none.
std::string_view take_name(std::string_view& line)
{
    if (line.empty() || !starts_name(line.front()))
        return {};
    const auto* end = std::find_if_not(line.begin(), line.end(), continues_name);
    const std::string_view name = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    line.remove_prefix(name.size());
    return name;
}

char unescaped(char c)
{
    switch (c)
    {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/// What stands between quotes; nothing if they are never closed or if more than
/// a comment follows.
std::optional<std::string> quoted_value(std::string_view text)
{
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i)
    {
        if (text[i] == quote)
        {
            const std::string_view behind = trim_front(text.substr(i + 1));
            return behind.empty() || behind.front() == '#' ? std::optional(value) : std::nullopt;
        }
        constexpr std::string_view escapes = "nrt\"\\";
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size() &&
            escapes.find(text[i + 1]) != escapes.npos)
            value += unescaped(text[++i]);
        else
            value += text[i];
    }
    return std::nullopt;
}

std::optional<std::string> value_of(std::string_view text)
{
    const std::string_view value = trim_front(text);
    if (!value.empty() && (value.front() == '"' || value.front() == '\''))
        return quoted_value(value);
    // The blank before '#' may be the one behind '='.
    for (std::size_t hash = text.find('#'); hash != std::string_view::npos; hash = text.find('#', hash + 1))
        if (hash > 0 && blank.find(text[hash - 1]) != std::string_view::npos)
            return std::string(trim(text.substr(0, hash)));
    return std::string(trim(text));
}

class file_reader
{
public:
    explicit file_reader(std::vector<config_problem>& problems) : problems_(problems) {}

    void read_line(std::string_view line)
    {
        ++number_;
        line = trim(line);
        if (line.empty() || line.front() == '#')
            return;
        if (line.starts_with("export ") || line.starts_with("export\t"))
            line = trim_front(line.substr(7));
        const std::string_view name = take_name(line);
        line = trim_front(line);
        if (name.empty() || !line.starts_with('='))
            return refuse(name, "is not of the form NAME=value", "write NAME=value, or put a # in front");
        auto value = value_of(line.substr(1));
        if (!value)
            return refuse(
                name, fmt::format("has a quoted value for {} that does not end with its quote", name),
                "close the quote on the same line, with nothing but a comment behind it");
        keep(name, std::move(*value));
    }

    variables take() { return std::move(read_); }

private:
    void refuse(std::string_view name, std::string what, std::string mend)
    {
        if (!name.empty())
            read_.unreadable.emplace(name);
        problems_.push_back({fmt::format("line {}", number_), std::move(what), std::move(mend)});
    }

    void keep(std::string_view name, std::string value)
    {
        const auto [first, is_new] = lines_.emplace(name, number_);
        if (is_new)
            read_.values.emplace(name, std::move(value));
        else
            problems_.push_back(
                {fmt::format("line {}", number_),
                 fmt::format("sets {} again (first on line {})", name, first->second),
                 "keep one of the two lines"});
    }

    std::vector<config_problem>& problems_;
    std::size_t number_ = 0;
    variables read_;
    std::map<std::string, std::size_t, std::less<>> lines_;
};

} // namespace

variables parse_env_file(std::string_view text, std::vector<config_problem>& problems)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    file_reader reader(problems);
    while (!text.empty())
    {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reader.read_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return reader.take();
}

} // namespace ws::server
