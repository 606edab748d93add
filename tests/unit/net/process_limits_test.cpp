#include <ws/net/process_limits.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace ws::net
{
namespace
{

/// Exits with 0 if the kernel would write no image of this process from now on.
[[noreturn]] void forbid_and_tell()
{
    rlimit limit{1, 1};
    const bool done = forbid_core_dumps() && getrlimit(RLIMIT_CORE, &limit) == 0;
    const bool none = limit.rlim_cur == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
    std::_Exit(done && none ? 0 : 1);
}

} // namespace

TEST(ReadOpenFileLimits, SoftLowered_BothAreTold)
{
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit lower{before.rlim_cur - 1, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &lower), 0);
    const auto limits = read_open_file_limits();
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(limits.soft, before.rlim_cur - 1);
    EXPECT_EQ(limits.hard, before.rlim_max);
}

TEST(RaiseOpenFileLimit, Called_SaysWhatIsInForce) { EXPECT_GT(raise_open_file_limit(), 0U); }

// In a process of its own, for it cannot be taken back.
TEST(CoreDumpsDeathTest, Forbidden_NeitherFileNorCollectorGetsOne)
{
    EXPECT_EXIT(forbid_and_tell(), testing::ExitedWithCode(0), "");
}

} // namespace ws::net
