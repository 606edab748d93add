#include "unit/server/api_fixture.hpp"

#include <fstream>

namespace ws::server
{
namespace
{

constexpr std::string_view wildcard = "…";

/// Whether `text` is `pattern`, in which each wildcard stands for any text.
bool matches(std::string_view pattern, std::string_view text)
{
    const std::size_t star = pattern.find(wildcard);
    if (star == std::string_view::npos)
        return pattern == text;
    if (!text.starts_with(pattern.substr(0, star)))
        return false;
    const std::string_view rest = pattern.substr(star + wildcard.size());
    for (std::size_t at = star; at <= text.size(); ++at)
        if (matches(rest, text.substr(at)))
            return true;
    return false;
}

/// A request of the page and the answer that it promises.
struct example
{
    std::string path;
    std::string body;
    std::string answer; ///< status, a space, body
};

std::vector<example> examples_of_the_page()
{
    std::ifstream page(WS_TEST_DATA "/../../docs/server-api.md");
    std::vector<example> all;
    for (std::string line; std::getline(page, line);)
    {
        if (!line.starts_with("POST /"))
            continue;
        const std::size_t path = line.find('/');
        const std::size_t body = line.find(' ', path);
        example e;
        e.path = line.substr(path, body - path);
        e.body = line.substr(body + 1);
        std::getline(page, e.answer);
        all.push_back(std::move(e));
    }
    return all;
}

class ApiDocs : public test::api_fixture
{
};

TEST_F(ApiDocs, EveryExample_IsAnsweredAsThePageSays)
{
    connect("42");
    const auto examples = examples_of_the_page();
    EXPECT_GT(examples.size(), 20U);
    for (const example& e : examples)
    {
        const auto answer = post(e.path, e.body, {{"X-API-Key", full_key}});
        std::string text = std::to_string(answer.status) + ' ' + answer.body;
        if (text.ends_with('\n'))
            text.pop_back();
        EXPECT_TRUE(matches(e.answer, text))
            << e.path << ' ' << e.body << "\npage:   " << e.answer << "\nserver: " << text;
    }
}

TEST_F(ApiDocs, EveryMethod_IsOnThePage)
{
    std::ifstream page(WS_TEST_DATA "/../../docs/server-api.md");
    const std::string text((std::istreambuf_iterator<char>(page)), std::istreambuf_iterator<char>());
    for (const api_method& method : api_methods())
    {
        const std::string name(method.name);
        const bool is_described = text.find("## " + name) != std::string::npos ||
                                  text.find("**" + name + "**") != std::string::npos ||
                                  text.find("## presence, " + name) != std::string::npos;
        EXPECT_TRUE(is_described) << name;
    }
}

} // namespace
} // namespace ws::server
