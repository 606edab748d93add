#include "unit/app/console.hpp"

#include <ws/server/version.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::HasSubstr;

TEST(Version, Output_NamesVersionReleaseAndLibraries)
{
    imagineo::console c{{"RELEASE_SHA", "4f2c91d"}};
    EXPECT_EQ(imagineo::version(c.around()), 0);
    EXPECT_THAT(c.out.str(), HasSubstr("imagineo-ws " + std::string(ws::server::version())));
    for (const char* part : {"4f2c91d", "Boost 1.81", "OpenSSL 3.", "fmt 9.", "spdlog 1."})
        EXPECT_THAT(c.out.str(), HasSubstr(part));
}

TEST(Version, WithoutARelease_SaysThatItIsUnknown)
{
    imagineo::console c{};
    EXPECT_EQ(imagineo::version(c.around()), 0);
    EXPECT_THAT(c.out.str(), HasSubstr("unknown"));
}
