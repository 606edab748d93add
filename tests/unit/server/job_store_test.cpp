#include "server/job_store.hpp"
#include "support/run_task.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using webhook::job_state;

const job_key first{"replicate", "job-1"};
const job_registration annas{"anna", "task:1", 60s};

class JobStore : public testing::Test
{
protected:
    result<> add(const job_key& key, const job_registration& values)
    {
        return test::run(io_, store_->add(key, values));
    }
    result<std::string> channel_of(const job_key& key) { return test::run(io_, store_->channel_of(key)); }
    result<job_state> advance(const job_key& key, job_state next)
    {
        return test::run(io_, store_->advance(key, next));
    }

    net::asio::io_context io_{1};
    steady_time now_{};
    std::unique_ptr<job_store> store_ = make_memory_job_store([this] { return now_; }, 2);
};

TEST_F(JobStore, SameRegistrationAgain_IsFineAndOtherValuesAreAConflict)
{
    EXPECT_TRUE(add(first, annas));
    EXPECT_TRUE(add(first, annas));
    EXPECT_EQ(channel_of(first).value(), "task:1");
    for (const job_registration& other :
         {job_registration{"ben", "task:1", 60s}, {"anna", "task:2", 60s}, {"anna", "task:1", 61s}})
        EXPECT_EQ(add(first, other).error(), errc::conflict);
    EXPECT_EQ(channel_of(first).value(), "task:1");
}

TEST_F(JobStore, JobOfAnotherProvider_IsAnotherJob)
{
    EXPECT_TRUE(add(first, annas));
    EXPECT_EQ(channel_of({"fal", "job-1"}).error(), errc::not_found);
}

TEST_F(JobStore, JobPastItsLifetime_IsForgotten)
{
    EXPECT_TRUE(add(first, annas));
    now_ += 59s;
    EXPECT_TRUE(channel_of(first));
    EXPECT_TRUE(store_->owns_channel("task:1", "anna"));
    now_ += 1s;
    EXPECT_EQ(channel_of(first).error(), errc::not_found);
    EXPECT_FALSE(store_->owns_channel("task:1", "anna"));
    EXPECT_TRUE(add(first, {"ben", "task:2", 60s}));
}

TEST_F(JobStore, FullTable_RefusesUntilOneEnds)
{
    EXPECT_TRUE(add(first, annas));
    EXPECT_TRUE(add({"replicate", "job-2"}, {"anna", "task:1", 30s}));
    EXPECT_EQ(add({"replicate", "job-3"}, annas).error(), errc::unavailable);
    EXPECT_EQ(advance({"replicate", "job-3"}, job_state::running).error(), errc::unavailable);
    EXPECT_TRUE(add(first, annas)) << "is there already";
    now_ += 30s;
    EXPECT_TRUE(add({"replicate", "job-3"}, annas));
}

TEST_F(JobStore, Channel_BelongsToTheUsersOfItsJobs)
{
    EXPECT_TRUE(add(first, annas));
    EXPECT_TRUE(add({"fal", "job-1"}, {"anna", "task:1", 10s}));
    EXPECT_TRUE(store_->owns_channel("task:1", "anna"));
    EXPECT_FALSE(store_->owns_channel("task:1", "ben"));
    EXPECT_FALSE(store_->owns_channel("task:10", "anna"));
    now_ += 10s;
    EXPECT_TRUE(store_->owns_channel("task:1", "anna")) << "of the other job";
}

TEST_F(JobStore, EndOfAJob_IsFinal)
{
    EXPECT_TRUE(add(first, annas));
    EXPECT_EQ(advance(first, job_state::running).value(), job_state::queued);
    EXPECT_EQ(advance(first, job_state::queued).error(), errc::conflict);
    EXPECT_EQ(advance(first, job_state::unknown).value(), job_state::running);
    EXPECT_EQ(advance(first, job_state::succeeded).value(), job_state::running);
    for (const job_state late : {job_state::running, job_state::failed, job_state::succeeded})
        EXPECT_EQ(advance(first, late).error(), errc::conflict);
}

TEST_F(JobStore, StateTakenBack_MayComeAgainUnlessMoreCameAfterIt)
{
    const job_state before = advance(first, job_state::running).value();
    test::run(io_, store_->take_back(first, job_state::running, before));
    EXPECT_EQ(advance(first, job_state::running).value(), job_state::queued);
    EXPECT_TRUE(advance(first, job_state::succeeded));
    test::run(io_, store_->take_back(first, job_state::running, before));
    EXPECT_EQ(advance(first, job_state::running).error(), errc::conflict);
}

TEST_F(JobStore, StateOfAJobRegisteredLater_IsKept)
{
    EXPECT_TRUE(advance(first, job_state::succeeded));
    EXPECT_EQ(channel_of(first).error(), errc::not_found);
    EXPECT_TRUE(add(first, annas));
    EXPECT_EQ(advance(first, job_state::running).error(), errc::conflict);
}

} // namespace
} // namespace ws::server
