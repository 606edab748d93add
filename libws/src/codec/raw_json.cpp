#include <ws/codec/strict_json.hpp>

namespace ws::codec
{
namespace
{

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Where the string literal that begins at `at` ends: behind its closing quote,
/// or at the end of a text that has none.
std::size_t end_of_string(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\')
            ++at; // what is escaped is not the end
    return at < text.size() ? at + 1 : text.size();
}

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

    void skip_string() { at_ = end_of_string(text_, at_); }

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
    // Most payloads are minified already: copied in long runs, a string literal as a whole.
    std::string out;
    out.reserve(json_text.size());
    std::size_t run = 0; // what stands before it has been copied
    std::size_t at = 0;
    while (at < json_text.size())
    {
        const char c = json_text[at];
        if (c == '"')
        {
            at = end_of_string(json_text, at);
        }
        else if (is_space(c))
        {
            out.append(json_text, run, at - run);
            run = ++at;
        }
        else
        {
            ++at;
        }
    }
    out.append(json_text, run, at - run);
    return out;
}

} // namespace ws::codec
