#include "turso/migration_text.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

using namespace ws::turso;
using testing::HasSubstr;

namespace
{

constexpr std::string_view create_a = "CREATE TABLE a(x);";

migration_kind kind_of_text(std::string_view sql) { return kind_of({1, "a", sql}); }

std::string checksum_of_text(std::string_view sql) { return checksum_of({1, "a", sql}); }

migration_status applied(std::uint32_t version, bool known = true)
{
    migration_status s;
    s.version = version;
    s.name = "m";
    s.known = known;
    s.applied = true;
    s.kind = migration_kind::expand;
    return s;
}

migration_status pending(std::uint32_t version)
{
    auto s = applied(version);
    s.applied = false;
    return s;
}

} // namespace

TEST(Migration, Kind_IsWhatTheHeadSays)
{
    for (const auto* head :
         {"-- migration: expand", "--migration:expand", "  --   migration:   expand  ",
          "\n-- why\n-- migration: expand", "-- migration: expand\r"})
        EXPECT_EQ(kind_of_text(std::string(head) + "\nCREATE TABLE a(x);"), migration_kind::expand) << head;
}

TEST(Migration, KindNotSaidInTheHead_IsContract)
{
    for (const auto* text :
         {"CREATE TABLE a(x);", "-- migration: contract\nDROP TABLE a;",
          "CREATE TABLE a(x);\n-- migration: expand", "-- migration: expander\nSELECT 1;",
          "/* x */\n-- migration: expand\nSELECT 1;", "SELECT '\n-- migration: expand\n';"})
        EXPECT_EQ(kind_of_text(text), migration_kind::contract) << text;
}

TEST(Migration, Checksum_IsSha256)
{
    EXPECT_EQ(checksum_of_text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Migration, Checksum_KnowsNoLineEnds)
{
    const auto unix_text = checksum_of_text("a\nb\n\nc\n");
    EXPECT_EQ(checksum_of_text("a\r\nb\r\n\r\nc\r\n"), unix_text);
    EXPECT_EQ(checksum_of_text("a\rb\n\rc\r\n"), unix_text);
    EXPECT_NE(checksum_of_text("a\nb\nc\n"), unix_text);
    EXPECT_NE(checksum_of_text("a\nb\n\nc"), unix_text);
}

TEST(Migration, List_MustCountFromOne)
{
    const migration one{1, "one", create_a};
    const migration two{2, "two", create_a};
    const migration three{3, "three", create_a};
    const std::vector<migration> right{one, two, three};
    EXPECT_EQ(mistake_in(right), "");
    EXPECT_EQ(mistake_in(std::vector<migration>()), "");
    for (const auto& wrong :
         {std::vector{two}, std::vector{one, three}, std::vector{one, one}, std::vector{two, one}})
        EXPECT_THAT(mistake_in(wrong), HasSubstr("without gap or repeat"));
}

TEST(Migration, TransactionControl_IsRefusedWithItsLine)
{
    for (const auto* text :
         {"BEGIN", "COMMIT", "rollback", "END", "SAVEPOINT s", "RELEASE s", "/**/ begin immediate"})
    {
        const std::string sql = "SELECT 1;\n\n" + std::string(text) + ";";
        const std::vector<migration> list{{1, "one", sql}};
        EXPECT_THAT(
            mistake_in(list), HasSubstr("migration 0001_one: the statement in line 3 controls a transaction"))
            << text;
    }
}

TEST(Migration, TriggerBody_IsNoTransactionControl)
{
    const std::vector<migration> list{{1, "one", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;"}};
    EXPECT_EQ(mistake_in(list), "");
}

TEST(Migration, UnknownKindOrNoStatement_IsAMistake)
{
    const std::vector<migration> misspelt{{1, "one", "-- migration: expnad\nSELECT 1;"}};
    EXPECT_THAT(mistake_in(misspelt), HasSubstr("0001_one: \"-- migration: expnad\" is no kind"));
    const std::vector<migration> nothing{{1, "one", "-- migration: expand\n;"}};
    EXPECT_THAT(mistake_in(nothing), HasSubstr("0001_one: it has no statement"));
}

TEST(CheckMigrations, PendingOrAllApplied_IsFine)
{
    EXPECT_TRUE(check_migrations({}));
    EXPECT_TRUE(check_migrations({{applied(1), applied(2)}, {}}));
    EXPECT_TRUE(check_migrations({{applied(1), pending(2), pending(3)}, {}}));
}

TEST(CheckMigrations, Edited_IsRefused)
{
    auto edited = applied(2);
    edited.edited = true;
    const auto checked = check_migrations({{applied(1), edited, pending(3)}, {}});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::migration_edited);
    EXPECT_THAT(checked.error().message, HasSubstr("0002_m"));
}

TEST(CheckMigrations, NewerDatabase_IsFineOnlyIfAllUnknownExpand)
{
    EXPECT_TRUE(check_migrations({{applied(1), applied(2, false), applied(3, false)}, {}}));
    auto contract = applied(3, false);
    contract.kind = migration_kind::contract;
    const auto checked = check_migrations({{applied(1), applied(2, false), contract}, {}});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::database_newer);
    EXPECT_THAT(checked.error().message, HasSubstr("0003_m"));
}

TEST(CheckMigrations, RecordMissingBeforeAnother_IsRefused)
{
    const auto checked = check_migrations({{applied(1), pending(2), applied(3)}, {}});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::migration_edited);
    EXPECT_FALSE(check_migrations({{applied(1), pending(2), applied(3, false)}, {}}));
}

TEST(RequireMigrations, OnlyAllApplied_IsFine)
{
    EXPECT_TRUE(require_migrations({}));
    EXPECT_TRUE(require_migrations({{applied(1), applied(2)}, {}}));
    EXPECT_TRUE(require_migrations({{applied(1), applied(2, false)}, {}})) << "a newer one that only adds";
    const auto checked = require_migrations({{applied(1), pending(2), pending(3)}, {}});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::migrations_pending);
    EXPECT_THAT(checked.error().message, HasSubstr("lacks 2 of the migrations"));
    EXPECT_THAT(checked.error().message, HasSubstr("the first is 0002_m"));
}

TEST(RequireMigrations, WhatCheckRefuses_IsRefusedFirst)
{
    auto edited = applied(1);
    edited.edited = true;
    const auto checked = require_migrations({{edited, pending(2)}, {}});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::migration_edited);
}

TEST(MigrationReport, Pending_CountsKnownOnesOnly)
{
    const migration_report report{{applied(1), pending(2), pending(3), applied(4, false)}, {}};
    EXPECT_EQ(report.pending(), 2U);
}
