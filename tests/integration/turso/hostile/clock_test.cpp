#include "fixture.hpp"
#include "jumping_clock.hpp"

#include <cstdlib>
#include <ctime>

/// A wall clock that jumps: nothing here may depend on it.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;

constexpr std::chrono::hours ten_years{10 * 365 * 24};

class HostileClock : public hostile_test
{
};

TEST_F(HostileClock, Jumps_AreSeenByWhoeverAsks)
{
    const jumping_clock clock(ten_years);
    const auto first = std::chrono::system_clock::now();
    const auto second = std::chrono::system_clock::now();
    const auto apart = first > second ? first - second : second - first;
    EXPECT_GT(apart, ten_years);
    EXPECT_GT(std::abs(std::time(nullptr) - std::time(nullptr)), std::chrono::seconds(ten_years).count());
    const auto steady = std::chrono::steady_clock::now();
    EXPECT_LT(std::chrono::steady_clock::now() - steady, 1h);
}

TEST_F(HostileClock, ThatJumps_EndsNoCallEarly)
{
    const jumping_clock clock(ten_years);
    for (int i = 0; i < 20; ++i)
    {
        expect_usable();
        auto tx = begun();
        EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
        EXPECT_TRUE(finish(tx.commit()).has_value());
    }
    // Connections that are kept are not taken for old ones either.
    EXPECT_EQ(server().connection_count(), 1u);
}

TEST_F(HostileClock, ThatJumpsUnderWay_EndsNoCallEarly)
{
    next({steps::wait_at_gate{}, steps::close{}});
    auto waiting = db().execute(a_read(), {}, boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return server().request_count() == 1; }));
    const jumping_clock clock(ten_years);
    server().open_gate();
    const auto told = finish(waiting); // after another attempt
    EXPECT_TRUE(told.has_value()) << describe(told.error());
}

TEST_F(HostileClock, ThatJumps_LetsNoCallLiveLonger)
{
    const jumping_clock clock(ten_years);
    const auto why = [&]
    {
        next({steps::stay_silent{}});
        return failing(a_write(), call_options(100ms));
    }();
    EXPECT_EQ(why.code, errc::timed_out) << describe(why);
    auto how = usual_options();
    how.max_streams = how.max_transactions = 1;
    reopen(how);
    auto inside = begun();
    const auto queued = failing(a_write(), call_options(50ms));
    EXPECT_EQ(queued.code, errc::timed_out) << describe(queued);
    EXPECT_TRUE(finish(inside.commit()).has_value());
    expect_usable_after(queued);
}

} // namespace
} // namespace ws::turso
