#include <ws/net/process_usage.hpp>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace ws::net
{
namespace
{

/// Files that stay open as long as this.
class open_files
{
public:
    explicit open_files(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            files_.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    ~open_files()
    {
        for (const int file : files_)
            close(file);
    }
    open_files(const open_files&) = delete;
    open_files& operator=(const open_files&) = delete;

private:
    std::vector<int> files_;
};

TEST(ProcessUsage, System_SaysWhatThisProcessUses)
{
    const process_usage usage = process_meter().read();
    EXPECT_GT(usage.resident_bytes, 1024U * 1024);
    EXPECT_GT(usage.max_open_files, usage.open_files);
    EXPECT_GE(usage.cpu_seconds, 0.0);
    EXPECT_EQ(usage.resident_bytes / (1024 * 1024 * 64), resident_bytes() / (1024 * 1024 * 64));
}

TEST(ProcessUsage, OpenFiles_AreCountedExactly)
{
    process_meter meter;
    const auto before = meter.read().open_files;
    {
        const open_files three(3);
        EXPECT_EQ(meter.read().open_files, before + 3);
    }
    EXPECT_EQ(meter.read().open_files, before);
}

TEST(OpenFileCensus, OnePiece_IsExact)
{
    open_file_census census;
    const auto before = census.continue_count();
    const open_files three(3);
    EXPECT_EQ(census.continue_count(), before + 3);
}

TEST(OpenFileCensus, ManyPieces_CountTheSameAsOne)
{
    const open_files many(100);
    const auto all = open_file_census().continue_count();
    open_file_census census(16);
    std::uint64_t last = 0;
    std::size_t pieces = 0;
    for (; last < all && pieces < 100; ++pieces)
    {
        const auto met = census.continue_count();
        EXPECT_GE(met, last);
        EXPECT_LE(met, last + 16);
        last = met;
    }
    EXPECT_EQ(last, all);
    EXPECT_GT(pieces, 100U / 16);
}

TEST(OpenFileCensus, UnfinishedListing_LeavesTheLastCountInForce)
{
    open_file_census census(64);
    const auto before = census.continue_count();
    ASSERT_LT(before, 60U) << "more files are open than this test expects";
    const open_files many(100);
    EXPECT_EQ(census.continue_count(), before);
    EXPECT_EQ(census.continue_count(), before + 100);
}

} // namespace
} // namespace ws::net
