#include "migrate_report.hpp"
#include "unit/app/console.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ws::turso;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace
{

migration_status status(std::uint32_t version, const char* name, bool applied)
{
    migration_status s;
    s.version = version;
    s.name = name;
    s.known = true;
    s.applied = applied;
    s.applied_at = applied ? "2026-11-22T10:00:00Z" : "";
    return s;
}

} // namespace

TEST(Migrate, NoAction_SaysWhichThereAre)
{
    imagineo::console c{{"NODE_ENV", "test"}};
    EXPECT_EQ(imagineo::migrate(c.around(), {}), imagineo::migrate_failed);
    EXPECT_THAT(c.err.str(), HasSubstr("migrate up, migrate status, migrate check or migrate --dry-run"));
}

TEST(Migrate, DryRunOfSomethingElse_IsRefused)
{
    imagineo::console c{{"NODE_ENV", "test"}};
    EXPECT_EQ(imagineo::migrate(c.around(), {"status", true}), imagineo::migrate_failed);
    EXPECT_THAT(c.out.str(), IsEmpty());
}

TEST(Migrate, DatabaseNotSet_NamesTheVariable)
{
    imagineo::console c{};
    EXPECT_EQ(imagineo::migrate(c.around(), {"up", false}), imagineo::migrate_failed);
    EXPECT_THAT(c.err.str(), HasSubstr("DATABASE_URL: is not set"));
    EXPECT_THAT(c.err.str(), Not(HasSubstr("CLERK")));
}

TEST(Migrate, TokenNotSet_NamesTheVariable)
{
    imagineo::console c{{"DATABASE_URL", "libsql://db.example.com"}};
    EXPECT_EQ(imagineo::migrate(c.around(), {"check", false}), imagineo::migrate_failed);
    EXPECT_THAT(c.err.str(), HasSubstr("DATABASE_AUTH_TOKEN: is not set"));
}

TEST(MigrateReport, Lines_TellNameKindAndStanding)
{
    auto edited = status(2, "b", true);
    edited.edited = true;
    auto newer = status(4, "newer", true);
    newer.known = false;
    newer.kind = migration_kind::expand;
    std::ostringstream out;
    imagineo::print_migrations(
        out, {{status(1, "first", true), edited, status(3, "c", false), newer}, {1}}, "pending");
    EXPECT_EQ(
        out.str(), "0001_first  contract  applied now\n"
                   "0002_b      contract  applied 2026-11-22T10:00:00Z, edited since\n"
                   "0003_c      contract  pending\n"
                   "0004_newer  expand    applied 2026-11-22T10:00:00Z, not known to this program\n");
}

TEST(MigrateReport, Failure_NamesTheSettingThatMayBeWrong)
{
    error e;
    e.code = errc::unauthorized;
    EXPECT_THAT(imagineo::migration_failure(e), HasSubstr("check DATABASE_AUTH_TOKEN"));
    e.code = errc::connection_failed;
    EXPECT_THAT(imagineo::migration_failure(e), HasSubstr("check DATABASE_URL"));
    e.code = {14, sqlite_category()};
    EXPECT_THAT(imagineo::migration_failure(e), HasSubstr("check DATABASE_URL"));
    e.code = errc::migration_edited;
    EXPECT_THAT(imagineo::migration_failure(e), Not(HasSubstr("DATABASE")));
}
