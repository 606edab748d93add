#include <ws/turso/metrics.hpp>

#include <gtest/gtest.h>

#include <set>

namespace ws::turso
{
namespace
{

TEST(CallKind, EveryKind_HasANameOfItsOwn)
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < call_kinds; ++i)
        names.insert(to_string(static_cast<call_kind>(i)));
    EXPECT_EQ(names.size(), call_kinds);
    EXPECT_FALSE(names.contains("?"));
    EXPECT_EQ(to_string(static_cast<call_kind>(call_kinds)), "?") << "a kind is missing";
}

} // namespace
} // namespace ws::turso
