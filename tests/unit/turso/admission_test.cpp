#include "turso/admission.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::turso
{
namespace
{

using stay = admission::stay;

/// Waits under a name; `order` gets the name when it is let in.
admission::place wait_as(admission& a, stay length, std::vector<std::string>& order, std::string name)
{
    auto place = a.wait(length, [&order, name] { order.push_back(name); });
    EXPECT_TRUE(place.has_value());
    return place.value_or(admission::place());
}

TEST(Admission, MoreThanFit_LetsThemInAsOthersLeaveInTheirOrder)
{
    admission a(2, 2, 10);
    EXPECT_TRUE(a.try_enter(stay::brief));
    EXPECT_TRUE(a.try_enter(stay::brief));
    EXPECT_FALSE(a.try_enter(stay::brief));
    std::vector<std::string> order;
    wait_as(a, stay::brief, order, "first");
    wait_as(a, stay::brief, order, "second");
    a.leave(stay::brief);
    EXPECT_EQ(order, (std::vector<std::string>{"first"}));
    a.leave(stay::brief);
    EXPECT_EQ(order, (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(a.inside(), 2u);
    EXPECT_EQ(a.waiting(), 0u);
}

TEST(Admission, TooManyLongOnes_LetShortOnesPass)
{
    admission a(3, 1, 10);
    EXPECT_TRUE(a.try_enter(stay::lengthy));
    EXPECT_FALSE(a.try_enter(stay::lengthy)) << "only one of three places is for long stays";
    EXPECT_TRUE(a.try_enter(stay::brief));
    EXPECT_TRUE(a.try_enter(stay::brief));
    std::vector<std::string> order;
    wait_as(a, stay::lengthy, order, "long");
    wait_as(a, stay::brief, order, "short");
    a.leave(stay::brief);
    EXPECT_EQ(order, (std::vector<std::string>{"short"}));
    a.leave(stay::lengthy);
    EXPECT_EQ(order, (std::vector<std::string>{"short", "long"}));
    EXPECT_EQ(a.lengthy(), 1u);
}

TEST(Admission, FullQueue_Refuses)
{
    admission a(1, 1, 1);
    EXPECT_TRUE(a.try_enter(stay::brief));
    EXPECT_TRUE(a.wait(stay::brief, [] {}).has_value());
    EXPECT_FALSE(a.wait(stay::brief, [] {}).has_value());
}

TEST(Admission, GivenUpPlace_IsNeverLetIn)
{
    admission a(1, 1, 10);
    EXPECT_TRUE(a.try_enter(stay::brief));
    std::vector<std::string> order;
    const auto first = wait_as(a, stay::brief, order, "first");
    wait_as(a, stay::brief, order, "second");
    a.give_up(first);
    a.leave(stay::brief);
    EXPECT_EQ(order, (std::vector<std::string>{"second"}));
}

TEST(Admission, LetAllIn_EmptiesTheQueueBeyondTheLimits)
{
    admission a(1, 1, 10);
    EXPECT_TRUE(a.try_enter(stay::lengthy));
    std::vector<std::string> order;
    wait_as(a, stay::lengthy, order, "long");
    wait_as(a, stay::brief, order, "short");
    a.let_all_in();
    EXPECT_EQ(order, (std::vector<std::string>{"long", "short"}));
    EXPECT_EQ(a.inside(), 3u);
}

} // namespace
} // namespace ws::turso
