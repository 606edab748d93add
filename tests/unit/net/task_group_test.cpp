#include <ws/base/log.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace ws::net
{
namespace
{

using timer = asio::basic_waitable_timer<
    std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

/// A task that only cancellation ends.
task<void> wait_forever(timer& never, bool& ended)
{
    co_await never.async_wait(asio::as_tuple(use_task));
    ended = true;
}

task<void> fail(std::string why)
{
    throw std::runtime_error(why);
    co_return;
}

task<void> join(task_group& group, bool& joined)
{
    co_await group.join();
    joined = true;
}

class TaskGroup : public testing::Test
{
protected:
    TaskGroup()
    {
        log::options opts;
        opts.writer = [this](std::string_view line) { lines_.emplace_back(line); };
        log::configure(std::move(opts));
    }
    ~TaskGroup() override { log::configure({}); }

    /// Everything that can happen without waiting, happens.
    void settle()
    {
        io_.restart();
        io_.poll();
    }

    asio::io_context io_{1};
    timer never_{io_.get_executor(), timer::time_point::max()};
    std::vector<std::string> lines_;
};

} // namespace

TEST_F(TaskGroup, Empty_JoinReturnsAtOnce)
{
    task_group group(io_.get_executor());
    bool joined = false;
    asio::co_spawn(io_, join(group, joined), asio::detached);
    settle();
    EXPECT_TRUE(joined);
}

TEST_F(TaskGroup, RunningTasks_JoinWaitsForTheLast)
{
    task_group group(io_.get_executor());
    timer second(io_.get_executor(), timer::time_point::max());
    bool first_ended = false;
    bool second_ended = false;
    bool joined = false;
    group.spawn(wait_forever(never_, first_ended));
    group.spawn(wait_forever(second, second_ended));
    asio::co_spawn(io_, join(group, joined), asio::detached);
    settle();
    EXPECT_EQ(group.size(), 2U);
    never_.cancel();
    settle();
    EXPECT_TRUE(first_ended);
    EXPECT_FALSE(joined);
    second.cancel();
    settle();
    EXPECT_TRUE(joined);
    EXPECT_TRUE(group.empty());
}

TEST_F(TaskGroup, Cancel_EndsEveryTaskAndLogsNothing)
{
    task_group group(io_.get_executor());
    bool ended = false;
    bool joined = false;
    group.spawn(wait_forever(never_, ended));
    group.spawn(wait_forever(never_, ended));
    settle();
    group.cancel();
    asio::co_spawn(io_, join(group, joined), asio::detached);
    settle();
    EXPECT_TRUE(ended);
    EXPECT_TRUE(joined);
    EXPECT_TRUE(lines_.empty());
}

TEST_F(TaskGroup, ATaskThrows_IsLoggedAndTheOthersGoOn)
{
    task_group group(io_.get_executor());
    bool ended = false;
    group.spawn(wait_forever(never_, ended));
    group.spawn(fail("no luck"));
    settle();
    EXPECT_EQ(group.size(), 1U);
    EXPECT_FALSE(ended);
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_NE(lines_[0].find("task_failed"), std::string::npos);
    EXPECT_NE(lines_[0].find("no luck"), std::string::npos);
    group.cancel();
    settle();
    EXPECT_TRUE(group.empty());
}

} // namespace ws::net
