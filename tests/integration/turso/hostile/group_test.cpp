#include "fixture.hpp"

#include <ws/turso/statement_group.hpp>

#include <algorithm>
#include <set>

/// Groups whose answer is lost.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;

/// Numbers to be added up; says of itself what the test wants.
class sum_plan final : public group_plan<int, int>
{
public:
    using items = std::span<const int* const>;

    explicit sum_plan(bool may_run_twice) : may_run_twice_(may_run_twice) {}

    [[nodiscard]] std::size_t size_bytes(const int&) const override { return sizeof(int); }
    program compose(items group) override
    {
        program p;
        p.add(sql("BEGIN IMMEDIATE"));
        for (const int* n : group)
            p.add(step_condition::ok(0), sql("INSERT INTO t VALUES (?)", *n));
        p.add(step_condition::ok(0), sql("COMMIT"));
        return p;
    }
    [[nodiscard]] bool committed(items group, const program_result& told) const override
    {
        return told.ok(group.size() + 1);
    }
    std::vector<result<int>> read(items group, program_result) override
    {
        std::vector<result<int>> replies;
        for (const int* n : group)
            replies.emplace_back(*n);
        return replies;
    }
    [[nodiscard]] bool idempotent() const override { return may_run_twice_; }

private:
    bool may_run_twice_;
};

class HostileGroup : public hostile_test
{
protected:
    using group = group_executor<int, int>;

    static group_options short_ones()
    {
        group_options limits;
        limits.max_time = 200ms;
        return limits;
    }
    group make_group(bool idempotent, group_options limits = {})
    {
        return group(db(), std::make_unique<sum_plan>(idempotent), limits);
    }
    std::vector<result<int>> submit_three(group& g)
    {
        std::vector<std::future<result<int>>> all;
        for (const int n : {1, 2, 3})
            all.push_back(g.submit(n, {}, boost::asio::use_future));
        std::vector<result<int>> told;
        for (auto& one : all)
            told.push_back(finish(one));
        return told;
    }
    [[nodiscard]] std::vector<std::string> bodies()
    {
        std::vector<std::string> found;
        for (const auto& r : server().requests())
            found.push_back(r.body);
        return found;
    }
};

TEST_F(HostileGroup, IdempotentOneWhoseAnswerIsLost_IsSentAgainAsItWas)
{
    for (const auto& loss :
         {reaction{steps::close{}}, reaction{steps::reset{}}, answer(500, ""), answer(502, "<html>"),
          answer(200, "{\"baton\":"), reaction{steps::stay_silent{}}})
    {
        const auto before = bodies().size();
        auto g = make_group(true, short_ones());
        next(loss);
        for (const auto& told : submit_three(g))
            EXPECT_TRUE(told.has_value()) << describe(told.error());
        const auto sent = bodies();
        EXPECT_EQ(sent.at(before), sent.at(before + 1));
        expect_usable();
    }
}

TEST_F(HostileGroup, IdempotentOneWhoseAnswerStaysLost_IsSentThreeTimes)
{
    auto g = make_group(true);
    for (int i = 0; i < 3; ++i)
        next({steps::close{}});
    const auto told = finish(g.submit(1)).error();
    EXPECT_EQ(told.what_happened, outcome::unknown) << describe(told);
    const auto sent = bodies();
    ASSERT_EQ(sent.size(), 3u);
    EXPECT_EQ(sent[0], sent[1]);
    EXPECT_EQ(sent[1], sent[2]);
    expect_usable_after(told);
}

TEST_F(HostileGroup, AnotherWhoseAnswerIsLost_IsSentOnceAndUnknownToEachCaller)
{
    auto g = make_group(false);
    next({steps::wait_at_gate{}, steps::close{}}); // the first one's; the others gather
    next({steps::close{}});
    server().open_gate();
    for (const auto& told : submit_three(g))
    {
        ASSERT_FALSE(told.has_value());
        EXPECT_EQ(told.error().what_happened, outcome::unknown) << describe(told.error());
    }
    EXPECT_LE(server().request_count(), 3u);
    const auto sent = bodies();
    EXPECT_EQ(std::set<std::string>(sent.begin(), sent.end()).size(), sent.size());
    expect_usable();
}

TEST_F(HostileGroup, AnotherThatProvablyDidNotRun_IsSentAgain)
{
    auto g = make_group(false);
    next(429, "slow down");
    for (const auto& told : submit_three(g))
        EXPECT_TRUE(told.has_value()) << describe(told.error());
}

TEST_F(HostileGroup, DeadlineOfOneCaller_LeavesTheOthers)
{
    auto g = make_group(false);
    next({steps::wait_at_gate{}, steps::send{answer_text(500, "")}});
    auto first = g.submit(1, call_options(100ms), boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return server().request_count() == 1; }));
    auto second = g.submit(2, call_options(100ms), boost::asio::use_future);
    auto third = g.submit(3, {}, boost::asio::use_future);
    const auto of_first = finish(first).error();
    EXPECT_EQ(of_first.code, errc::timed_out);
    EXPECT_EQ(of_first.what_happened, outcome::unknown) << describe(of_first);
    const auto of_second = finish(second).error();
    EXPECT_EQ(of_second.code, errc::timed_out);
    EXPECT_EQ(of_second.what_happened, outcome::not_executed) << describe(of_second);
    server().open_gate();
    EXPECT_TRUE(finish(third).has_value());
    EXPECT_THAT(bodies().back(), testing::Not(testing::HasSubstr("\"value\":\"2\"")));
    expect_usable();
}

} // namespace
} // namespace ws::turso
