#include "migration_fixture.hpp"

#include <algorithm>

namespace ws::turso
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

class Migrations : public migration_fixture
{
};
INSTANTIATE_TEST_SUITE_P(Databases, Migrations, every_database(), name_of);

TEST_P(Migrations, FreshDatabase_GetsThemAll)
{
    const auto report = up(two_tables()).value();
    EXPECT_THAT(report.applied_now, ElementsAre(1, 2));
    EXPECT_EQ(report.pending(), 0u);
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
    EXPECT_EQ(tables_called("parent") + tables_called("child"), 2);
    for (const auto& s : report.all)
        EXPECT_THAT(s.applied_at, MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
}

TEST_P(Migrations, Again_DoesNothing)
{
    up(two_tables()).value();
    EXPECT_THAT(up(two_tables()).value().applied_now, IsEmpty());
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
}

TEST_P(Migrations, OneMore_IsAppliedAlone)
{
    auto list = two_tables();
    up({list[0]}).value();
    EXPECT_THAT(up(list).value().applied_now, ElementsAre(2));
}

TEST_P(Migrations, EmptyList_LeavesTheDatabaseAlone)
{
    EXPECT_THAT(up({}).value().all, IsEmpty());
    EXPECT_EQ(tables_called("schema_migrations"), 0);
}

TEST_P(Migrations, State_CreatesNothing)
{
    const auto before = state(two_tables());
    EXPECT_EQ(before.pending(), 2u);
    EXPECT_EQ(tables_called("schema_migrations"), 0);
    up({two_tables()[0]}).value();
    const auto after = state(two_tables());
    EXPECT_TRUE(after.all[0].applied);
    EXPECT_FALSE(after.all[1].applied);
    EXPECT_EQ(after.all[1].applied_at, "");
}

TEST_P(Migrations, Edited_IsRefusedAndNothingApplied)
{
    up({two_tables()[0]}).value();
    auto list = two_tables();
    list[0].sql = "CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT, mail TEXT);";
    const auto e = failing_up(list);
    EXPECT_EQ(e.code, errc::migration_edited);
    EXPECT_THAT(e.message, HasSubstr("0001_parent"));
    EXPECT_EQ(tables_called("child"), 0);
    EXPECT_TRUE(state(list).all[0].edited);
}

TEST_P(Migrations, OtherLineEnds_AreNoEdit)
{
    const std::string unix_text(create_parent);
    std::string windows_text;
    for (const char c : unix_text)
        windows_text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    up({{1, "parent", windows_text}}).value();
    EXPECT_TRUE(up({{1, "parent", unix_text}}));
}

TEST_P(Migrations, OlderProgram_GoesOnIfTheUnknownOnesExpand)
{
    up(two_tables()).value();
    const auto report = up({two_tables()[0]}).value();
    ASSERT_EQ(report.all.size(), 2u);
    EXPECT_FALSE(report.all[1].known);
    EXPECT_TRUE(report.all[1].applied);
    EXPECT_EQ(report.all[1].kind, migration_kind::expand);
    EXPECT_EQ(report.all[1].name, "child");
}

TEST_P(Migrations, OlderProgram_StopsIfAnUnknownOneContracts)
{
    auto list = two_tables();
    list.push_back({3, "drop_name", "ALTER TABLE parent DROP COLUMN name;"});
    up(list).value();
    const auto e = failing_up(two_tables());
    EXPECT_EQ(e.code, errc::database_newer);
    EXPECT_THAT(e.message, HasSubstr("0003_drop_name"));
}

TEST_P(Migrations, FailingStatement_RollsItsMigrationBackAndNamesIt)
{
    auto list = two_tables();
    list.push_back(
        {3, "broken",
         "CREATE TABLE extra(x);\nINSERT INTO extra VALUES(1);\n\nINSERT INTO missing VALUES(1);\nSELECT "
         "1;"});
    const auto e = failing_up(list);
    EXPECT_THAT(e.message, HasSubstr("migration 0003_broken, statement 3 (line 4): "));
    EXPECT_THAT(e.message, HasSubstr("no such table: missing"));
    EXPECT_EQ(e.statement, 2u);
    EXPECT_EQ(e.what_happened, outcome::not_executed);
    EXPECT_EQ(tables_called("extra"), 0);
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
    EXPECT_TRUE(foreign_keys_are_on());
    list[2].sql = "CREATE TABLE extra(x);";
    EXPECT_THAT(up(list).value().applied_now, ElementsAre(3));
}

TEST_P(Migrations, FailedConstraintOfAStatement_IsThatStatementsError)
{
    auto list = two_tables();
    list.push_back({3, "twice", "INSERT INTO parent(id) VALUES(1); INSERT INTO parent(id) VALUES(1);"});
    const auto e = failing_up(list);
    EXPECT_EQ(e.code, condition::unique_violation);
    EXPECT_THAT(e.message, HasSubstr("0003_twice, statement 2"));
    EXPECT_EQ(number("SELECT count(*) FROM parent"), 0);
}

TEST_P(Migrations, StatementThatEndsTheTransaction_LeavesNothing)
{
    auto list = two_tables();
    list.push_back(
        {3, "rollback",
         "INSERT INTO parent(id) VALUES(1); INSERT OR ROLLBACK INTO parent(id) VALUES(1); INSERT INTO "
         "parent(id) VALUES(2);"});
    EXPECT_EQ(failing_up(list).code, condition::unique_violation);
    EXPECT_EQ(number("SELECT count(*) FROM parent"), 0);
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
    EXPECT_TRUE(foreign_keys_are_on());
}

TEST_P(Migrations, RebuiltTable_KeepsTheRowsThatReferToIt)
{
    auto list = two_tables();
    up(list).value();
    done("INSERT INTO parent VALUES(1, 'one'), (2, 'two')");
    done("INSERT INTO child VALUES(10, 1), (20, 2), (21, 2)");
    list.push_back(
        {3, "rebuild",
         "CREATE TABLE new_parent(id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');\n"
         "INSERT INTO new_parent SELECT id, name FROM parent;\n"
         "DROP TABLE parent;\n"
         "ALTER TABLE new_parent RENAME TO parent;"});
    up(list).value();
    EXPECT_EQ(listed("SELECT * FROM child ORDER BY id"), "10,1;20,2;21,2");
    EXPECT_EQ(listed("SELECT * FROM parent ORDER BY id"), "1,one;2,two");
    EXPECT_TRUE(foreign_keys_are_on());
    done("DELETE FROM parent WHERE id = 2");
    EXPECT_EQ(listed("SELECT * FROM child"), "10,1");
}

TEST_P(Migrations, ViolatedForeignKey_RollsBackAndIsDescribed)
{
    auto list = two_tables();
    up(list).value();
    done("INSERT INTO parent VALUES(1, 'one'), (2, 'two')");
    done("INSERT INTO child VALUES(10, 1), (20, 2), (21, 2)");
    list.push_back({3, "lose_parents", "DELETE FROM parent WHERE id = 2;"});
    const auto e = failing_up(list);
    EXPECT_EQ(e.code, condition::foreign_key_violation);
    EXPECT_EQ(e.what_happened, outcome::not_executed);
    EXPECT_EQ(
        e.message, "migration 0003_lose_parents, foreign keys: 2 row(s) of child refer to no row of parent");
    EXPECT_EQ(number("SELECT count(*) FROM parent"), 2);
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
    EXPECT_TRUE(foreign_keys_are_on());
}

TEST_P(Migrations, WrongList_IsRefusedBeforeTheDatabaseIsAsked)
{
    EXPECT_EQ(failing_up({{2, "late", create_parent}}).code, errc::bad_argument);
    EXPECT_EQ(
        failing_up({{1, "own_transaction", "BEGIN; CREATE TABLE a(x); COMMIT;"}}).code, errc::bad_argument);
    EXPECT_EQ(tables_called("schema_migrations"), 0);
}

TEST_P(Migrations, TableOfAnotherTool_IsAnErrorThatNamesIt)
{
    done("CREATE TABLE schema_migrations(version TEXT)");
    const auto e = failing_up(two_tables());
    EXPECT_THAT(e.message, HasSubstr("the table schema_migrations: "));
    EXPECT_EQ(tables_called("parent"), 0);
}

TEST_P(Migrations, MissingRecord_IsRefused)
{
    up(two_tables()).value();
    done("DELETE FROM schema_migrations WHERE version = 1");
    EXPECT_EQ(failing_up(two_tables()).code, errc::migration_edited);
}

} // namespace
} // namespace ws::turso
