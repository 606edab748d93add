#include "realtime/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ws::realtime
{

TEST(Glob, AsATable)
{
    struct row
    {
        const char* pattern;
        const char* name;
        bool expected;
    };
    const row rows[] = {
        {"", "", true},
        {"", "a", false},
        {"a", "a", true},
        {"a", "b", false},
        {"a", "ab", false},
        {"ab", "a", false},
        {"*", "", true},
        {"*", "abc", true},
        {"a*", "a", true},
        {"a*", "abc", true},
        {"a*", "ba", false},
        {"*c", "abc", true},
        {"*c", "abcd", false},
        {"a*c", "ac", true},
        {"a*c", "abbc", true},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "aXcYb", false},
        {"?", "a", true},
        {"?", "", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"**", "x", true},
        {"*?", "", false},
        {"*?", "x", true},
        {"room:*", "room:1", true},
        {"room:*", "rooms:1", false},
        {"[a]", "a", false},
        {"[a]", "[a]", true},
        {"a.c", "abc", false},
        {"*ab", "aab", true},
        {"*aab", "aaaab", true},
    };
    for (const row& r : rows)
        EXPECT_EQ(glob_matches(r.pattern, r.name), r.expected) << r.pattern << " against " << r.name;
}

TEST(Glob, ManyStars_StayCheap)
{
    std::string pattern;
    for (int i = 0; i < 100; ++i)
        pattern += "*a";
    EXPECT_FALSE(glob_matches(pattern + "b", std::string(255, 'a')));
}

} // namespace ws::realtime
