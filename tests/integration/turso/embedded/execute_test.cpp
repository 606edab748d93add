#include "fixture.hpp"

#include <cmath>
#include <limits>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

class EmbeddedExecute : public embedded_test
{
protected:
    backend& db_ = open_file();
};

TEST_F(EmbeddedExecute, EveryKindOfValue_ComesBackExactly)
{
    const std::vector<value> values{
        null_value(),
        std::int64_t{0},
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(),
        0.1 + 0.2,
        5e-324,
        std::numeric_limits<double>::max(),
        std::string(),
        std::string("a\0b", 3),
        std::string("\xF0\x9F\x99\x82"),
        blob_value{},
        blob_value{std::byte{0}, std::byte{0xFF}},
    };
    for (const auto& v : values)
    {
        const auto got = query(db_, sql("SELECT ?, ?", v, v));
        EXPECT_EQ(got.at(0, 0).to_value(), v) << "alternative " << v.index();
        EXPECT_EQ(got.at(0, 1).to_value(), v) << "alternative " << v.index();
    }
}

TEST_F(EmbeddedExecute, NegativeZero_KeepsItsSign)
{
    EXPECT_TRUE(std::signbit(query(db_, sql("SELECT ?", -0.0)).at(0, 0).as_real()));
}

TEST_F(EmbeddedExecute, NumberThatIsNotFinite_ReadsAsNan)
{
    const auto got = query(db_, "SELECT 1e308 * 10, -1e308 * 10");
    EXPECT_EQ(got.at(0, 0).kind(), value_kind::real);
    EXPECT_TRUE(std::isnan(got.at(0, 0).as_real()));
    EXPECT_TRUE(std::isnan(got.at(0, 1).as_real()));
}

TEST_F(EmbeddedExecute, TextThatIsNotUtf8_KeepsItsBytes)
{
    const auto got = query(db_, "SELECT CAST(x'61FF' AS TEXT)");
    EXPECT_EQ(got.at(0, 0).kind(), value_kind::text);
    EXPECT_EQ(got.at(0, 0).as_text(), "a\xFF");
}

TEST_F(EmbeddedExecute, Columns_HaveNamesAndDeclaredTypes)
{
    query(db_, "CREATE TABLE t(id INTEGER PRIMARY KEY, name VARCHAR(10))");
    const auto got = query(db_, "SELECT id, name AS id, 1 + 1 FROM t");
    ASSERT_EQ(got.columns().size(), 3U);
    EXPECT_EQ(got.columns()[0].name, "id");
    EXPECT_EQ(got.columns()[0].declared_type, "INTEGER");
    EXPECT_EQ(got.columns()[1].name, "id");
    EXPECT_EQ(got.columns()[1].declared_type, "VARCHAR(10)");
    EXPECT_EQ(got.columns()[2].declared_type, "");
    EXPECT_TRUE(got.empty());
}

TEST_F(EmbeddedExecute, Facts_CountOnlyWhatChanged)
{
    query(db_, "CREATE TABLE t(id INTEGER PRIMARY KEY, x)");
    const auto inserted = query(db_, "INSERT INTO t(x) VALUES(1), (2), (3)").facts();
    EXPECT_EQ(inserted.affected_rows, 3U);
    EXPECT_EQ(inserted.last_insert_rowid, 3);
    const auto updated = query(db_, "UPDATE t SET x = 0 WHERE id > 1").facts();
    EXPECT_EQ(updated.affected_rows, 2U);
    EXPECT_EQ(updated.last_insert_rowid, std::nullopt);
    EXPECT_EQ(query(db_, "SELECT * FROM t").facts().affected_rows, 0U);
    EXPECT_EQ(query(db_, "CREATE TABLE u(x)").facts().affected_rows, 0U);
    const auto deleted = query(db_, "DELETE FROM t").facts();
    EXPECT_EQ(deleted.affected_rows, 3U);
}

TEST_F(EmbeddedExecute, InsertThatDoesNothing_TellsNoRowidOfAnEarlierCall)
{
    query(db_, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    query(db_, "INSERT INTO t VALUES(7)");
    const auto facts = query(db_, "INSERT INTO t VALUES(7) ON CONFLICT DO NOTHING").facts();
    EXPECT_EQ(facts.affected_rows, 0U);
    EXPECT_EQ(facts.last_insert_rowid, 0) << "a new connection has inserted nothing";
}

TEST_F(EmbeddedExecute, Returning_GivesRowsAndFacts)
{
    query(db_, "CREATE TABLE t(id INTEGER PRIMARY KEY, x)");
    const auto got = query(db_, "INSERT INTO t(x) VALUES('a'), ('b') RETURNING id, x");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got.at(1, 1).as_text(), "b");
    EXPECT_EQ(got.facts().affected_rows, 2U);
}

TEST_F(EmbeddedExecute, NamedArguments_WithPrefixOrWithout)
{
    const auto got = query(db_, sql("SELECT :a, @b, $c, :a", named("a", 1), named("@b", 2), named("c", 3)));
    EXPECT_EQ(got.at(0, 0).as_integer(), 1);
    EXPECT_EQ(got.at(0, 1).as_integer(), 2);
    EXPECT_EQ(got.at(0, 2).as_integer(), 3);
    EXPECT_EQ(got.at(0, 3).as_integer(), 1);
}

TEST_F(EmbeddedExecute, NumberedParameters_TakeArgumentsByPosition)
{
    const auto got = query(db_, sql("SELECT ?2, ?1, ?2", 1, 2));
    EXPECT_EQ(got.at(0, 0).as_integer(), 2);
    EXPECT_EQ(got.at(0, 1).as_integer(), 1);
    EXPECT_EQ(got.at(0, 2).as_integer(), 2);
}

TEST_F(EmbeddedExecute, ArgumentsThatDoNotMatch_AreRefused)
{
    const std::vector<statement> mistakes{
        sql("SELECT ?"),
        sql("SELECT ?", 1, 2),
        sql("SELECT 1", 1),
        sql("SELECT :a", named("b", 1)),
        sql("SELECT :a", 1),
        sql("SELECT ?", named("a", 1)),
        sql("SELECT :a, :b", named("a", 1)),
        sql("SELECT :a", named("a", 1), named("b", 1)),
    };
    for (const auto& s : mistakes)
    {
        const auto why = failure_of(db_, s);
        EXPECT_EQ(why.code, errc::bad_argument) << s.sql;
        EXPECT_EQ(why.server_code, "ARGS_INVALID") << s.sql;
    }
}

TEST_F(EmbeddedExecute, CachedStatement_ForgetsItsArguments)
{
    query(db_, "CREATE TABLE t(x)");
    for (int i = 0; i < 3; ++i)
        query(db_, sql("INSERT INTO t VALUES(?)", i));
    EXPECT_EQ(number(db_, "SELECT count(DISTINCT x) FROM t"), 3);
    EXPECT_EQ(failure_of(db_, "INSERT INTO t VALUES(?)").server_code, "ARGS_INVALID");
}

TEST_F(EmbeddedExecute, CachedStatement_FollowsTheSchema)
{
    query(db_, "CREATE TABLE t(x)");
    EXPECT_EQ(query(db_, "SELECT * FROM t").columns().size(), 1U);
    query(db_, "ALTER TABLE t ADD COLUMN y TEXT");
    const auto got = query(db_, "SELECT * FROM t");
    ASSERT_EQ(got.columns().size(), 2U);
    EXPECT_EQ(got.columns()[1].declared_type, "TEXT");
}

TEST_F(EmbeddedExecute, MoreStatementsThanTheCacheHolds_AllWork)
{
    embedded_options how;
    how.statement_cache = 2;
    auto& db = open({file("small.db"), false}, how);
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 4; ++i)
            EXPECT_EQ(number(db, "SELECT " + std::to_string(i)), i);
}

TEST_F(EmbeddedExecute, NotExactlyOneStatement_IsRefused)
{
    for (const auto* text : {"", " \n", ";", "-- nothing", "/* nothing */ ;"})
        EXPECT_EQ(failure_of(db_, text).server_code, "SQL_NO_STATEMENT") << text;
    for (const auto* text : {"SELECT 1; SELECT 2", "SELECT 1;;SELECT 2;", "SELECT 1 /*;*/; x"})
        EXPECT_EQ(failure_of(db_, text).server_code, "SQL_MANY_STATEMENTS") << text;
    for (const auto* text : {"SELECT 1;", ";; SELECT 1 ; ; ", "-- a\nSELECT 1 -- b", "SELECT 1; /* c"})
        EXPECT_EQ(number(db_, text), 1) << text;
}

TEST_F(EmbeddedExecute, TextBehindANulByte_IsNotIgnored)
{
    const std::string text("SELECT 1\0; DROP TABLE t", 23);
    EXPECT_EQ(failure_of(db_, text).server_code, "SQL_MANY_STATEMENTS");
    EXPECT_EQ(failure_of(db_, std::string(1, '\0')).server_code, "SQL_PARSE_ERROR");
}

TEST_F(EmbeddedExecute, ValueAboveTheLimit_IsRefused)
{
    embedded_options how;
    how.max_value_bytes = 1'000;
    auto& db = open({"", false}, how);
    query(db, "CREATE TABLE t(x)");
    EXPECT_EQ(
        failure_of(db, sql("INSERT INTO t VALUES(?)", std::string(1'001, 'x'))).server_code, "ARGS_INVALID");
    EXPECT_EQ(failure_of(db, "SELECT zeroblob(1001)").server_code, "SQLITE_TOOBIG");
    EXPECT_EQ(query(db, "SELECT zeroblob(1000)").at(0, 0).as_bytes().size(), 1'000U);
}

TEST_F(EmbeddedExecute, AnswerAboveTheLimit_IsAnErrorOfItsStatement)
{
    auto& db = open({"", false}, {}, 10'000);
    const auto why = failure_of(db, "SELECT zeroblob(10001)");
    EXPECT_EQ(why.code, errc::response_too_large);
    program p;
    p.add(sql("SELECT zeroblob(6000)"));
    p.add(sql("SELECT zeroblob(6000)"));
    p.add(sql("SELECT 1"));
    const auto told = run(db, work_of(std::move(p)));
    const auto& steps = std::get<program_result>(told.value().what);
    EXPECT_TRUE(steps.ok(0));
    ASSERT_TRUE(steps.failure_of(1));
    EXPECT_EQ(steps.failure_of(1)->code, errc::response_too_large);
    EXPECT_TRUE(steps.ok(2));
}

TEST_F(EmbeddedExecute, WriteWhoseRowsAreTooMany_IsStoredWhole)
{
    auto& db = open({"", false}, {}, 10'000);
    query(db, "CREATE TABLE t(x)");
    const auto cut = failure_of(
        db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
            "INSERT INTO t SELECT zeroblob(1000 + i) FROM n RETURNING x");
    EXPECT_EQ(cut.code, errc::response_too_large);
    EXPECT_EQ(cut.what_happened, outcome::executed);
    EXPECT_EQ(number(db, "SELECT count(*) FROM t"), 100);
}

} // namespace
