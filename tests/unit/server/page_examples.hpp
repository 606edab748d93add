#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// Requests in the pages of docs/ and the answers that they promise.
namespace ws::test
{

/// Whether `text` is `pattern`, in which each "…" stands for any text.
inline bool matches_page(std::string_view pattern, std::string_view text)
{
    constexpr std::string_view wildcard = "…";
    const std::size_t star = pattern.find(wildcard);
    if (star == std::string_view::npos)
        return pattern == text;
    if (!text.starts_with(pattern.substr(0, star)))
        return false;
    const std::string_view rest = pattern.substr(star + wildcard.size());
    for (std::size_t at = star; at <= text.size(); ++at)
        if (matches_page(rest, text.substr(at)))
            return true;
    return false;
}

struct page_example
{
    std::string method;
    std::string target; ///< path, and query if any
    std::string body;
    std::string answer; ///< status, a space, body
};

/// Lines of a page that begin with a method and a path; the answer is the next line.
inline std::vector<page_example> examples_of(const std::string& page_name)
{
    std::ifstream page(WS_TEST_DATA "/../../docs/" + page_name);
    EXPECT_TRUE(page) << page_name << " cannot be read";
    std::vector<page_example> all;
    for (std::string line; std::getline(page, line);)
    {
        const std::size_t space = line.find(' ');
        page_example e;
        e.method = line.substr(0, space);
        const bool is_method = e.method == "GET" || e.method == "POST" || e.method == "DELETE";
        if (!is_method || line.find(" /") != space)
            continue;
        const std::size_t end = std::min(line.find(' ', space + 1), line.size());
        e.target = line.substr(space + 1, end - space - 1);
        e.body = line.substr(std::min(end + 1, line.size()));
        std::getline(page, e.answer);
        all.push_back(std::move(e));
    }
    return all;
}

} // namespace ws::test
