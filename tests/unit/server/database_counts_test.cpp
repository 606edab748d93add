#include "server/database_counts.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

turso::call_report report_of(turso::call_kind kind, boost::system::error_code code, turso::outcome what)
{
    turso::call_report report;
    report.kind = kind;
    report.code = code;
    report.what_happened = what;
    report.total = 20ms;
    report.rows_read = 3;
    report.rows_written = 2;
    return report;
}

TEST(DatabaseCounts, Calls_AreCountedByKindAndEnd)
{
    database_counts counts;
    const auto failure = make_error_code(turso::errc::timed_out);
    counts.on_call(report_of(turso::call_kind::execute, {}, turso::outcome::executed));
    counts.on_call(report_of(turso::call_kind::execute, failure, turso::outcome::not_executed));
    counts.on_call(report_of(turso::call_kind::commit, failure, turso::outcome::unknown));

    const auto& execute = counts.of(turso::call_kind::execute);
    EXPECT_EQ(execute.succeeded, 1U);
    EXPECT_EQ(execute.failed, 1U);
    EXPECT_EQ(execute.unknown, 0U);
    EXPECT_EQ(execute.seconds.total(), 2U);
    EXPECT_DOUBLE_EQ(execute.seconds.sum(), 0.04);
    EXPECT_EQ(counts.of(turso::call_kind::commit).unknown, 1U);
    EXPECT_EQ(counts.rows_read(), 9U);
    EXPECT_EQ(counts.rows_written(), 6U);
}

} // namespace
} // namespace ws::server
