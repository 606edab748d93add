#include "migration_fixture.hpp"

#include <algorithm>
#include <thread>

namespace ws::turso
{
namespace
{

class MigrationRace : public migration_fixture
{
};
INSTANTIATE_TEST_SUITE_P(Databases, MigrationRace, every_shared_database(), name_of);

TEST_P(MigrationRace, EightProgramsAtOnce_ApplyEachMigrationOnce)
{
    auto list = two_tables();
    list.push_back({3, "rows", "INSERT INTO parent(name) VALUES('one');"});
    list.push_back({4, "more_rows", "-- migration: expand\nINSERT INTO parent(name) VALUES('two');"});
    std::vector<result<migration_report>> reports(8, error{});
    {
        std::vector<std::jthread> programs;
        for (auto& report : reports)
            programs.emplace_back(
                [&]
                {
                    boost::asio::io_context io;
                    auto own = client::open(io.get_executor(), usual_options()).value();
                    auto answer = migrate_up(own, list, {}, boost::asio::use_future);
                    io.run();
                    report = answer.get();
                });
    }
    std::vector<std::uint32_t> applied;
    for (const auto& report : reports)
    {
        ASSERT_TRUE(report) << describe(report.error());
        EXPECT_EQ(report->pending(), 0u);
        applied.insert(applied.end(), report->applied_now.begin(), report->applied_now.end());
    }
    std::ranges::sort(applied);
    EXPECT_THAT(applied, testing::ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(listed("SELECT id, name FROM parent ORDER BY id"), "1,one;2,two");
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand;3,rows,contract;4,more_rows,expand");
}

} // namespace
} // namespace ws::turso
