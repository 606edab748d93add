#include "require.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace
{

namespace json = boost::json;
using namespace ws::codec;

/// Looking up every member of a large object would be quadratic.
constexpr std::size_t most_members = 32;

bool lies_within(std::string_view part, std::string_view whole)
{
    const std::less_equal<> before;
    return part.empty() || (before(whole.data(), part.data()) &&
                            before(part.data() + part.size(), whole.data() + whole.size()));
}

void check_spans_of_any_text(std::string_view text)
{
    require(lies_within(raw_member(text, "a"), text), "a member lies within the text");
    for (const std::string_view element : raw_elements(text))
        require(lies_within(element, text), "an element lies within the text");
    require(minify_json(text).size() <= text.size(), "minified text is not longer");
}

void check_spans_of_valid_json(std::string_view text, const json::value& value)
{
    if (const auto* object = value.if_object())
    {
        std::size_t count = 0;
        for (const auto& [name, member] : *object)
        {
            if (++count > most_members)
                return;
            const auto parsed = parse_strict_json(raw_member(text, std::string_view(name)));
            require(parsed && *parsed == member, "a member's text is its value");
        }
    }
    if (const auto* array = value.if_array())
    {
        const auto elements = raw_elements(text);
        require(elements.size() == array->size(), "there are as many texts as elements");
        for (std::size_t i = 0; i < elements.size(); ++i)
        {
            const auto parsed = parse_strict_json(elements[i]);
            require(parsed && *parsed == (*array)[i], "an element's text is its value");
        }
    }
}

void check_minified(std::string_view text, const json::value& value)
{
    const std::string minified = minify_json(text);
    require(minified.find_first_of("\r\n") == std::string::npos, "minified text is one line");
    require(minify_json(minified) == minified, "minified text stays as it is");
    const auto parsed = parse_strict_json(minified);
    require(parsed && *parsed == value, "minified text means the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    check_spans_of_any_text(text);

    std::string why;
    const auto value = parse_strict_json(text, {}, &why);
    require(value.has_value() == why.empty(), "a refusal has a reason");
    if (!value)
        return 0;
    boost::system::error_code ec;
    json::parse(text, ec);
    require(!ec, "what the strict parser takes is JSON");
    check_spans_of_valid_json(text, *value);
    check_minified(text, *value);
    return 0;
}
