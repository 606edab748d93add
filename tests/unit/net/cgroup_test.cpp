#include "net/cgroup.hpp"

#include <ws/net/process_limits.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <string_view>
#include <unistd.h>

namespace ws::net
{
namespace
{

namespace fs = std::filesystem;

/// A made-up tree in place of /sys/fs/cgroup, and a made-up /proc/self/cgroup.
class CgroupMemoryLimit : public testing::Test
{
protected:
    CgroupMemoryLimit()
    {
        auto name = (fs::temp_directory_path() / "cgroup-test-XXXXXX").string();
        root_ = ::mkdtemp(name.data());
    }
    ~CgroupMemoryLimit() override { fs::remove_all(root_); }

    void write(const fs::path& file, std::string_view text)
    {
        fs::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file) << text;
    }
    std::optional<std::size_t> limit() { return cgroup_memory_limit(root_ / "own", root_ / "sys"); }

    fs::path root_;
};

} // namespace

TEST_F(CgroupMemoryLimit, NothingThere_IsNone) { EXPECT_EQ(limit(), std::nullopt); }

TEST_F(CgroupMemoryLimit, Version2OfItsOwnGroup_IsRead)
{
    write("own", "0::/system/app\n");
    write("sys/system/app/memory.max", "536870912\n");
    EXPECT_EQ(limit(), 536870912U);
}

TEST_F(CgroupMemoryLimit, ParentIsTighter_ParentCounts)
{
    write("own", "0::/system/app\n");
    write("sys/system/app/memory.max", "max\n");
    write("sys/system/memory.max", "1000\n");
    write("sys/memory.max", "2000\n");
    EXPECT_EQ(limit(), 1000U);
}

TEST_F(CgroupMemoryLimit, PathOfTheHost_FallsBackToTheRoot)
{
    write("own", "0::/docker/0123\n");
    write("sys/memory.max", "4096\n");
    EXPECT_EQ(limit(), 4096U);
}

TEST_F(CgroupMemoryLimit, NoProcFile_RootIsRead)
{
    write("sys/memory.max", "4096\n");
    EXPECT_EQ(limit(), 4096U);
}

TEST_F(CgroupMemoryLimit, Version2WithoutLimit_IsNone)
{
    write("own", "0::/\n");
    write("sys/memory.max", "max\n");
    EXPECT_EQ(limit(), std::nullopt);
}

TEST_F(CgroupMemoryLimit, Version1_IsRead)
{
    write("own", "12:cpu,cpuacct:/other\n5:memory:/docker/77\n1:name=systemd:/x\n");
    write("sys/memory/docker/77/memory.limit_in_bytes", "268435456\n");
    EXPECT_EQ(limit(), 268435456U);
}

TEST_F(CgroupMemoryLimit, Version1HugeNumber_IsNone)
{
    write("own", "5:memory:/\n");
    write("sys/memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(limit(), std::nullopt);
}

TEST_F(CgroupMemoryLimit, Garbage_IsNone)
{
    write("own", "no colons\n::\n0::/../../..\n");
    write("sys/memory.max", "12 bytes?\n");
    write("sys/memory/memory.limit_in_bytes", "12x\n");
    EXPECT_EQ(limit(), 12U);
    write("sys/memory.max", "-5\n");
    EXPECT_EQ(limit(), std::nullopt);
}

} // namespace ws::net
