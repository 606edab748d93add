#include "fixture.hpp"

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

/// In a file and in memory alike: nothing of one call reaches the next.
class EmbeddedIsolation : public embedded_test, public testing::WithParamInterface<bool>
{
protected:
    backend& db_ = open({GetParam() ? "" : file("test.db"), false});
};

TEST_P(EmbeddedIsolation, TransactionLeftOpen_IsRolledBack)
{
    query(db_, "CREATE TABLE t(x)");
    program p;
    p.add(sql("BEGIN"));
    p.add(sql("INSERT INTO t VALUES(1)"));
    ASSERT_TRUE(run(db_, work_of(std::move(p))));
    EXPECT_EQ(number(db_, "SELECT count(*) FROM t"), 0);
    EXPECT_EQ(failure_of(db_, "COMMIT").code.value(), 1) << "there is no transaction any more";
}

TEST_P(EmbeddedIsolation, TransactionLeftOpenByAScript_IsRolledBack)
{
    work w{script{"CREATE TABLE t(x); BEGIN; INSERT INTO t VALUES(1)"}, no_deadline()};
    ASSERT_TRUE(run(db_, w));
    EXPECT_EQ(number(db_, "SELECT count(*) FROM t"), 0);
}

TEST_P(EmbeddedIsolation, Pragma_LastsForItsCallOnly)
{
    EXPECT_EQ(number(db_, "PRAGMA foreign_keys"), 1);
    query(db_, "PRAGMA foreign_keys = off");
    EXPECT_EQ(number(db_, "PRAGMA foreign_keys"), 1);
    work described{description_request{"PRAGMA recursive_triggers = on"}, no_deadline()};
    ASSERT_TRUE(run(db_, described));
    EXPECT_EQ(number(db_, "PRAGMA recursive_triggers"), 0);
}

TEST_P(EmbeddedIsolation, TemporaryTable_GoesWithItsCall)
{
    query(db_, "CREATE TABLE t(x)");
    query(db_, "CREATE TEMP TABLE t(y)");
    EXPECT_EQ(query(db_, "SELECT * FROM t").columns()[0].name, "x");
    query(db_, "CREATE TABLE temp.u(y)");
    EXPECT_EQ(failure_of(db_, "SELECT * FROM u").code.value(), 1);
    query(db_, "CREATE TEMP VIEW v AS SELECT 1");
    EXPECT_EQ(failure_of(db_, "SELECT * FROM v").code.value(), 1);
    query(db_, "CREATE TEMP TRIGGER r AFTER INSERT ON main.t BEGIN SELECT RAISE(ABORT, 'mine'); END");
    query(db_, "INSERT INTO t VALUES(1)");
}

TEST_P(EmbeddedIsolation, AttachedDatabase_GoesWithItsCall)
{
    query(db_, "CREATE TABLE t(x)");
    query(db_, sql("ATTACH ? AS other", file("other.db")));
    EXPECT_EQ(query(db_, "PRAGMA database_list").size(), 1U);
    EXPECT_EQ(number(db_, "SELECT count(*) FROM t"), 0) << "the database itself is still there";
}

TEST_P(EmbeddedIsolation, WhatASessionChanged_GoesWithIt)
{
    query(db_, "CREATE TABLE t(x)");
    {
        auto s = db_.open_session(true);
        ASSERT_TRUE(run(s->run(work_of(sql("PRAGMA foreign_keys = off")), false)));
        ASSERT_TRUE(run(s->run(work_of(sql("CREATE TEMP TABLE own(x)")), false)));
        const auto told = run(s->run(work_of(sql("SELECT * FROM own, pragma_foreign_keys")), false));
        const auto& got = std::get<rows>(std::get<program_result>(told.value().what)[0]);
        EXPECT_EQ(got.columns().size(), 2U) << "but in the session it lasts";
    }
    EXPECT_EQ(number(db_, "PRAGMA foreign_keys"), 1);
    EXPECT_EQ(failure_of(db_, "SELECT * FROM own").code.value(), 1);
}

TEST_P(EmbeddedIsolation, QueryOnlySwitchedOff_GoesWithItsSession)
{
    query(db_, "CREATE TABLE t(x)");
    {
        auto s = db_.open_session(false);
        ASSERT_TRUE(run(s->run(work_of(sql("PRAGMA query_only = off")), true)));
    }
    auto s = db_.open_session(false);
    const auto told = run(s->run(work_of(sql("INSERT INTO t VALUES(1)")), true));
    EXPECT_TRUE(std::get<program_result>(told.value().what).failure_of(0));
}

INSTANTIATE_TEST_SUITE_P(
    All, EmbeddedIsolation, testing::Bool(),
    [](const auto& where) { return where.param ? "InMemory" : "InAFile"; });

class EmbeddedFile : public embedded_test
{
};

TEST_F(EmbeddedFile, Defaults_AreDurable)
{
    auto& db = open_file();
    EXPECT_EQ(query(db, "PRAGMA journal_mode").at(0, 0).as_text(), "wal");
    EXPECT_EQ(number(db, "PRAGMA synchronous"), 2);
    EXPECT_EQ(number(db, "PRAGMA recursive_triggers"), 0);
    embedded_options quick;
    quick.synchronous_full = false;
    EXPECT_EQ(number(open({file("quick.db"), false}, quick), "PRAGMA synchronous"), 1);
}

TEST_F(EmbeddedFile, NameThatLooksLikeAUri_IsAName)
{
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(file(""));
    auto& db = open({"file:x?mode=memory", false});
    query(db, "CREATE TABLE t(x)");
    EXPECT_TRUE(std::filesystem::exists(file("file:x?mode=memory")));
    std::filesystem::current_path(before);
}

TEST_F(EmbeddedFile, AnotherBackend_SeesWhatIsStored)
{
    query(open_file(), "CREATE TABLE t(x)");
    query(*opened_.back(), "INSERT INTO t VALUES(1)");
    stop(*opened_.back());
    EXPECT_EQ(number(open_file(), "SELECT count(*) FROM t"), 1);
}

TEST_F(EmbeddedFile, NoReaders_OneThreadDoesAll)
{
    embedded_options how;
    how.readers = 0;
    auto& db = open_file(how);
    query(db, "CREATE TABLE t(x)");
    auto w = work_of(sql("SELECT count(*) FROM t"));
    w.reads_only = true;
    EXPECT_TRUE(run(db, w));
}

class EmbeddedMemory : public embedded_test
{
};

TEST_F(EmbeddedMemory, Private_IsEachBackendsOwn)
{
    auto& one = open({"", false});
    auto& two = open({"", false});
    query(one, "CREATE TABLE t(x)");
    EXPECT_EQ(failure_of(two, "SELECT * FROM t").code.value(), 1);
}

TEST_F(EmbeddedMemory, Shared_IsTheSameForAll)
{
    auto& one = open({"", true});
    query(one, "CREATE TABLE shared_by_all(x)");
    auto& two = open({"", true});
    query(two, "INSERT INTO shared_by_all VALUES(1)");
    EXPECT_EQ(number(one, "SELECT count(*) FROM shared_by_all"), 1);
}

TEST_F(EmbeddedMemory, Shared_WaitsForTheOthersTransaction)
{
    embedded_options how;
    how.busy_timeout = 1h;
    auto& one = open({"", true}, how);
    auto& two = open({"", true}, how);
    query(one, "CREATE TABLE t(x)");
    auto s = one.open_session(true);
    ASSERT_TRUE(run(s->run(work_of(sql("BEGIN IMMEDIATE")), false)));
    const auto w = work_of(sql("INSERT INTO t VALUES(2)"));
    auto waiting = start(two.run(w));
    ASSERT_TRUE(run(s->run(work_of(sql("INSERT INTO t VALUES(1)")), false)));
    EXPECT_FALSE(waiting->told);
    ASSERT_TRUE(run(s->run(work_of(sql("COMMIT")), true)));
    EXPECT_TRUE(std::get<program_result>(finish(*waiting).value().what).ok(0));
    EXPECT_EQ(number(one, "SELECT count(*) FROM t"), 2);
}

} // namespace
