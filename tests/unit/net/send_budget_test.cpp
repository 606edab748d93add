#include <ws/net/send_budget.hpp>

#include <gtest/gtest.h>

#include <string>

namespace ws::net
{
namespace
{

/// A queue that keeps `left` bytes when it is told to give up.
struct queue final : send_budget::member
{
    queue(send_budget& b, std::string& log, char n) : budget(b), told(log), name(n) {}
    ~queue() { budget.set(*this, 0); }

    void on_over_budget() override
    {
        told.push_back(name);
        budget.set(*this, left);
    }

    send_budget& budget;
    std::string& told;
    char name;
    std::size_t left = 0;
};

struct SendBudget : testing::Test
{
    send_budget budget{100};
    std::string told;
    queue a{budget, told, 'a'};
    queue b{budget, told, 'b'};
    queue c{budget, told, 'c'};
};

TEST_F(SendBudget, WithinLimit_TellsNobody)
{
    budget.set(a, 60);
    budget.set(b, 40);
    budget.enforce();
    EXPECT_EQ(told, "");
    EXPECT_EQ(budget.total(), 100U);
}

TEST_F(SendBudget, OverLimit_TellsTheWorstUntilTheRestFits)
{
    budget.set(a, 70);
    budget.set(b, 90);
    budget.set(c, 80);
    budget.enforce();
    EXPECT_EQ(told, "bc");
    EXPECT_EQ(budget.total(), 70U);
}

TEST_F(SendBudget, SetAgain_Replaces)
{
    budget.set(a, 500);
    budget.set(a, 20);
    EXPECT_EQ(budget.total(), 20U);
    budget.set(a, 0);
    EXPECT_EQ(budget.total(), 0U);
    EXPECT_FALSE(a.is_linked());
}

TEST_F(SendBudget, ToldMemberKeepsBytes_OthersAreNotBlamed)
{
    a.left = 150;
    budget.set(a, 200);
    budget.set(b, 90);
    budget.enforce();
    EXPECT_EQ(told, "a");
    budget.enforce(); // still over: the same one is told again
    EXPECT_EQ(told, "aa");
}

TEST_F(SendBudget, MemberDestroyed_LeavesTheTotal)
{
    {
        queue gone(budget, told, 'd');
        budget.set(gone, 90);
        budget.set(a, 50);
    }
    budget.enforce();
    EXPECT_EQ(told, "");
    EXPECT_EQ(budget.total(), 50U);
}

} // namespace
} // namespace ws::net
