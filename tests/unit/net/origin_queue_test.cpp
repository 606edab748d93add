#include "net/origin_queue.hpp"

#include <gtest/gtest.h>

using ws::net::origin_queue;

namespace
{

const std::string here = "https://a:443";
const std::string there = "https://b:443";

} // namespace

TEST(OriginQueue, MoreThanAllowed_WaitInTheOrderTheyCame)
{
    origin_queue queue(2, 10);
    for (const std::uint64_t id : {1u, 2u, 3u, 4u})
        queue.join(here, id);
    EXPECT_EQ(queue.next(here), 1u);
    EXPECT_EQ(queue.next(here), 2u);
    EXPECT_EQ(queue.next(here), std::nullopt);
    queue.came_back(here);
    EXPECT_EQ(queue.next(here), 3u);
    EXPECT_EQ(queue.next(here), std::nullopt);
}

TEST(OriginQueue, UrgentOnes_GoFirstHoweverManyAreOut)
{
    origin_queue queue(1, 10);
    queue.join(here, 1);
    queue.join(here, 2);
    EXPECT_EQ(queue.next(here), 1u);
    queue.join(here, 3, true);
    queue.join(here, 4, true);
    EXPECT_EQ(queue.next(here), 3u);
    queue.withdraw(here, 4);
    EXPECT_EQ(queue.next(here), std::nullopt);
    queue.came_back(here);
    EXPECT_EQ(queue.next(here), std::nullopt) << "one is still out";
    queue.came_back(here);
    EXPECT_EQ(queue.next(here), 2u);
}

TEST(OriginQueue, OneOrigin_DoesNotHoldUpAnother)
{
    origin_queue queue(1, 10);
    queue.join(here, 1);
    queue.join(here, 2);
    queue.join(there, 3);
    EXPECT_EQ(queue.next(here), 1u);
    EXPECT_EQ(queue.next(there), 3u);
    EXPECT_EQ(queue.next(here), std::nullopt);
}

TEST(OriginQueue, WhoWithdraws_IsNotLetOut)
{
    origin_queue queue(1, 10);
    for (const std::uint64_t id : {1u, 2u, 3u})
        queue.join(here, id);
    EXPECT_EQ(queue.next(here), 1u);
    queue.withdraw(here, 2);
    queue.came_back(here);
    EXPECT_EQ(queue.next(here), 3u);
}

TEST(OriginQueue, OverHttp2_MoreMayGoUntilTheOriginIsIdle)
{
    origin_queue queue(1, 3);
    for (const std::uint64_t id : {1u, 2u, 3u})
        queue.join(here, id);
    EXPECT_EQ(queue.next(here), 1u);
    queue.speaks_http2(here);
    EXPECT_EQ(queue.next(here), 2u);
    EXPECT_EQ(queue.next(here), 3u);
    for (int i = 0; i < 3; ++i)
        queue.came_back(here);
    queue.join(here, 4);
    queue.join(here, 5);
    EXPECT_EQ(queue.next(here), 4u);
    EXPECT_EQ(queue.next(here), std::nullopt);
}

TEST(OriginQueue, UnknownOrigin_HasNobody)
{
    origin_queue queue(1, 1);
    queue.withdraw(here, 1);
    queue.came_back(here);
    EXPECT_EQ(queue.next(here), std::nullopt);
}
