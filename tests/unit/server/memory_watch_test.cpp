#include "server/memory_watch.hpp"
#include "support/log_capture.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

class MemoryWatch : public testing::Test
{
protected:
    memory_watch watch_with(std::optional<std::uint64_t> limit)
    {
        return {
            limit,
            {[this]
             {
                 ++looks;
                 return resident;
             },
             [this]
             {
                 ++given_back;
                 resident -= kept_free;
                 kept_free = 0;
             }},
            [this] { return now; }};
    }

    std::uint64_t resident = 100;
    std::uint64_t kept_free = 0;
    int looks = 0;
    int given_back = 0;
    std::chrono::steady_clock::time_point now{1h};
    test::log_capture log;
};

TEST_F(MemoryWatch, NoLimit_ThereIsAlwaysRoom)
{
    auto watch = watch_with(std::nullopt);
    resident = 1'000'000'000'000;
    EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(looks, 0);
}

TEST_F(MemoryWatch, EightyPercent_IsRoomAndMoreIsNot)
{
    auto watch = watch_with(1000);
    resident = 800;
    EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(given_back, 0);
    now += 1s;
    resident = 801;
    EXPECT_TRUE(watch.is_short());
    EXPECT_EQ(log.count("memory_short"), 1U);
    EXPECT_EQ(watch.refusals(), 1U);
}

TEST_F(MemoryWatch, FreedMemoryOfTheAllocator_IsGivenBackBeforeAnybodyIsTurnedAway)
{
    auto watch = watch_with(1000);
    resident = 900;
    kept_free = 300;
    EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(given_back, 1);
    EXPECT_EQ(log.count("memory_short"), 0U);
}

TEST_F(MemoryWatch, GivingBack_IsTriedEveryTenSecondsOnly)
{
    auto watch = watch_with(1000);
    resident = 900;
    for (int i = 0; i < 39; ++i, now += 250ms)
        EXPECT_TRUE(watch.is_short());
    EXPECT_EQ(given_back, 1);
    now += 250ms;
    kept_free = 200;
    EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(given_back, 2);
}

TEST_F(MemoryWatch, ManyQuestionsAtOnce_CostOneLook)
{
    auto watch = watch_with(1000);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(looks, 1);
    now += 249ms;
    resident = 900;
    EXPECT_FALSE(watch.is_short());
    now += 1ms;
    EXPECT_TRUE(watch.is_short());
}

TEST_F(MemoryWatch, RoomAgain_IsSeenAndSaidOnce)
{
    auto watch = watch_with(1000);
    resident = 900;
    EXPECT_TRUE(watch.is_short());
    now += 1s;
    resident = 500;
    EXPECT_FALSE(watch.is_short());
    EXPECT_FALSE(watch.is_short());
    EXPECT_EQ(log.count("memory_eased"), 1U);
    EXPECT_EQ(watch.refusals(), 1U);
}

} // namespace
} // namespace ws::server
