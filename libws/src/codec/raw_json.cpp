#include <ws/codec/strict_json.hpp>

namespace ws::codec
{
namespace
{

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Walks over JSON that is known to be valid. On other text it may stop anywhere,
/// but never behind the end, and every step that succeeds moves forward.
class span_walker
{
public:
    explicit span_walker(std::string_view text) : text_(text) {}

    /// Skips white space, then this character if it is next.
    bool eat(char wanted)
    {
        skip_space();
        if (at_end() || text_[at_] != wanted)
            return false;
        ++at_;
        return true;
    }

    /// The next string with its quotes, or "" when something else is next.
    std::string_view string()
    {
        skip_space();
        const std::size_t begin = at_;
        if (at_end() || text_[at_] != '"')
            return {};
        skip_string();
        return text_.substr(begin, at_ - begin);
    }

    /// The next value's text.
    std::string_view value()
    {
        skip_space();
        const std::size_t begin = at_;
        if (at_end())
            return {};
        if (text_[at_] == '"')
            skip_string();
        else if (text_[at_] == '{' || text_[at_] == '[')
            skip_container();
        else
            skip_scalar();
        return text_.substr(begin, at_ - begin);
    }

private:
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

    void skip_space()
    {
        while (!at_end() && is_space(text_[at_]))
            ++at_;
    }

    void skip_string()
    {
        for (++at_; !at_end() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\' && at_ + 1 < text_.size())
                ++at_;
        if (!at_end())
            ++at_;
    }

    void skip_container()
    {
        std::size_t depth = 0;
        while (!at_end())
        {
            const char c = text_[at_];
            if (c == '"')
            {
                skip_string();
                continue;
            }
            ++at_;
            if (c == '{' || c == '[')
                ++depth;
            else if ((c == '}' || c == ']') && --depth == 0)
                return;
        }
    }

    void skip_scalar()
    {
        while (!at_end() && !is_space(text_[at_]) && text_[at_] != ',' && text_[at_] != ']' &&
               text_[at_] != '}')
            ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Whether a name as written, quotes included, means `name`.
bool names_equal(std::string_view quoted, std::string_view name)
{
    if (quoted.size() < 2)
        return false;
    const std::string_view body = quoted.substr(1, quoted.size() - 2);
    if (body.find('\\') == std::string_view::npos)
        return body == name;
    // An escape takes at least two characters and at most six a byte.
    if (body.size() <= name.size() || body.size() > 6 * name.size())
        return false;
    const auto parsed = parse_strict_json(quoted);
    return parsed && parsed->is_string() && std::string_view(parsed->get_string()) == name;
}

} // namespace

std::string_view raw_member(std::string_view object_text, std::string_view name)
{
    span_walker walker(object_text);
    if (!walker.eat('{'))
        return {};
    do
    {
        const std::string_view member = walker.string();
        if (member.empty() || !walker.eat(':'))
            return {};
        const std::string_view value = walker.value();
        if (names_equal(member, name))
            return value;
    } while (walker.eat(','));
    return {};
}

std::vector<std::string_view> raw_elements(std::string_view array_text)
{
    std::vector<std::string_view> elements;
    span_walker walker(array_text);
    if (!walker.eat('['))
        return elements;
    do
    {
        const std::string_view element = walker.value();
        if (element.empty())
            break;
        elements.push_back(element);
    } while (walker.eat(','));
    return elements;
}

std::string minify_json(std::string_view json_text)
{
    std::string out;
    out.reserve(json_text.size());
    bool in_string = false;
    bool escaped = false;
    for (const char c : json_text)
    {
        if (!in_string && is_space(c))
            continue;
        out += c;
        if (escaped)
            escaped = false;
        else if (in_string && c == '\\')
            escaped = true;
        else if (c == '"')
            in_string = !in_string;
    }
    return out;
}

} // namespace ws::codec
