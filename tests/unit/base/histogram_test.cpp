#include <ws/base/histogram.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace ws
{

using testing::ElementsAre;

TEST(Histogram, Observations_CountUpToTheirBound)
{
    static constexpr double bounds[] = {0.1, 1.0, 10.0};
    histogram h(bounds);
    for (const double value : {0.0, 0.1, 0.11, 1.0, 10.0, 10.5, 1000.0})
        h.observe(value);
    EXPECT_THAT(h.counts(), ElementsAre(2, 2, 1, 2));
    EXPECT_EQ(h.total(), 7u);
    EXPECT_DOUBLE_EQ(h.sum(), 1021.71);
}

TEST(Histogram, NoObservation_IsAllZero)
{
    static constexpr double bounds[] = {1.0};
    const histogram h(bounds);
    EXPECT_THAT(h.counts(), ElementsAre(0, 0));
    EXPECT_EQ(h.total(), 0u);
    EXPECT_EQ(h.sum(), 0.0);
}

} // namespace ws
