#include "unit/server/api_fixture.hpp"
#include "unit/server/page_examples.hpp"

#include <fstream>

namespace ws::server
{
namespace
{

class ApiDocs : public test::api_fixture
{
};

TEST_F(ApiDocs, EveryExample_IsAnsweredAsThePageSays)
{
    connect("42");
    const auto examples = test::examples_of("server-api.md");
    EXPECT_GT(examples.size(), 20U);
    for (const test::page_example& e : examples)
    {
        const auto answer = post(e.target, e.body, {{"X-API-Key", full_key}});
        std::string text = std::to_string(answer.status) + ' ' + answer.body;
        if (text.ends_with('\n'))
            text.pop_back();
        EXPECT_TRUE(test::matches_page(e.answer, text))
            << e.target << ' ' << e.body << "\npage:   " << e.answer << "\nserver: " << text;
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
