#include "turso/sql_scan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::turso;

/// One letter for each thing that holds, in the order of the struct.
std::string traits(std::string_view sql)
{
    const auto t = scan_sql(sql);
    std::string letters;
    for (const auto& [holds, letter] :
         {std::pair(t.empty, 'e'), std::pair(t.reads_only, 'r'), std::pair(t.controls_transaction, 't'),
          std::pair(t.touches_connection, 'c'), std::pair(t.inserts, 'i'), std::pair(t.changes_rows, 'w')})
        if (holds)
            letters += letter;
    return letters;
}

struct sample
{
    std::string_view sql;
    std::string_view traits;
};

void expect_all(std::initializer_list<sample> samples)
{
    for (const auto& s : samples)
        EXPECT_EQ(traits(s.sql), s.traits) << s.sql;
}

TEST(SqlScan, Verb_DecidesWhateverItsCaseAndWhatStandsBefore)
{
    expect_all({
        {"SELECT 1", "r"},
        {"select 1", "r"},
        {"\xEF\xBB\xBFSeLeCt 1", "r"},
        {"  \t\r\n\f SELECT 1", "r"},
        {"-- a comment; DELETE\nSELECT 1", "r"},
        {"/* DELETE; */ SELECT 1", "r"},
        {"/*/ still a comment */ SELECT 1", "r"},
        {";; SELECT 1;", "r"},
        {"SELECT(1)", "r"},
        {"VALUES (1), (2)", "r"},
        {"INSERT INTO t VALUES (1)", "iw"},
        {"INSERT OR ROLLBACK INTO t VALUES (1)", "iw"},
        {"INSERT INTO t SELECT 1", "iw"},
        {"REPLACE INTO t VALUES (1)", "iw"},
        {"UPDATE t SET a = 1", "w"},
        {"DELETE FROM t", "w"},
        {"DELETE FROM t RETURNING (SELECT 1)", "w"},
        {"CREATE TABLE t (a)", ""},
        {"DROP TABLE t", ""},
        {"ALTER TABLE t ADD COLUMN b", ""},
        {"ANALYZE", ""},
        {"REINDEX", ""},
    });
}

TEST(SqlScan, NoStatement_IsEmptyAndNothingElse)
{
    expect_all({{"", "e"}, {" \n ", "e"}, {"-- only this", "e"}, {"/* only this", "e"}, {" ; ;", "e"}});
}

TEST(SqlScan, WithClause_IsSteppedOver)
{
    expect_all({
        {"WITH a AS (SELECT 1) SELECT * FROM a", "r"},
        {"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "iw"},
        {"WITH a AS (SELECT 1) REPLACE INTO t SELECT * FROM a", "iw"},
        {"with a as (values (1)) update t set x = 1", "w"},
        {"WITH a AS (SELECT ((1))), b(x, y) AS (SELECT 1, 2) DELETE FROM t", "w"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "r"},
        {"WITH a AS MATERIALIZED (SELECT 1), b AS NOT MATERIALIZED (SELECT 2) SELECT 1", "r"},
        {"WITH replace AS (SELECT 1) SELECT * FROM replace", "r"},
        {"WITH \"a) INSERT\" AS (SELECT ')') SELECT 1", "r"},
        {"WITH a AS (SELECT ') DELETE') SELECT 1", "r"},
        {"WITH a AS (SELECT 1 -- )\n) SELECT 1", "r"},
    });
}

TEST(SqlScan, WithClauseThatIsNone_IsNoReading)
{
    expect_all({
        {"WITH", ""},
        {"WITH a", ""},
        {"WITH a SELECT 1", ""},
        {"WITH a AS SELECT 1", ""},
        {"WITH a AS b SELECT 1", ""},
        {"WITH a AS (SELECT 1", ""},
        {"WITH a AS (SELECT 1;) SELECT 1", ""},
    });
}

TEST(SqlScan, Explain_ReadsWhateverItExplains)
{
    expect_all({
        {"EXPLAIN SELECT 1", "r"},
        {"EXPLAIN DELETE FROM t", "r"},
        {"EXPLAIN QUERY PLAN INSERT INTO t VALUES (1)", "r"},
        {"EXPLAIN COMMIT", "r"},
        {"EXPLAIN PRAGMA foreign_keys = off", "c"},
    });
}

TEST(SqlScan, TransactionControl_IsSeen)
{
    for (const auto* verb :
         {"BEGIN", "begin immediate", "COMMIT", "END TRANSACTION", "ROLLBACK TO a", "SAVEPOINT a",
          "RELEASE a", "/**/ COMMIT"})
        EXPECT_EQ(traits(verb), "t") << verb;
}

TEST(SqlScan, WhatOutlivesItsStatement_IsSeen)
{
    expect_all({
        {"PRAGMA foreign_keys = off", "c"},
        {"PRAGMA table_info(t)", "c"},
        {"ATTACH 'x' AS y", "c"},
        {"DETACH y", "c"},
        {"VACUUM", "c"},
        {"CREATE TEMP TABLE t (a)", "c"},
        {"create temporary view v as select 1", "c"},
        {"CREATE TABLE IF NOT EXISTS temp.t (a)", "c"},
        {"CREATE TABLE \"TEMP\".t (a)", "c"},
        {"CREATE TABLE t (temp)", ""},
        {"CREATE TABLE t AS SELECT 1 AS temp", ""},
        {"CREATE UNIQUE INDEX i ON t (temp)", ""},
    });
}

TEST(SqlScan, WordsInsideStringsAndNames_AreNone)
{
    expect_all({
        {"SELECT 'it''s; DELETE FROM t'", "r"},
        {"SELECT \"a\"\"; COMMIT\"", "r"},
        {"SELECT `a``; COMMIT`", "r"},
        {"SELECT [a; COMMIT]", "r"},
        {"SELECT '; DELETE FROM t", "r"},
        {"'SELECT' 1", ""},
        {"\"SELECT\" 1", ""},
        {"SELECTED 1", ""},
        {"SELECT_ 1", ""},
        {"SELECT\xC3\xA9 1", ""},
        {"(SELECT 1)", ""},
    });
}

TEST(SqlScan, SeveralStatements_ReadOnlyOnlyIfAllDo)
{
    expect_all({
        {"SELECT 1; SELECT 2", "r"},
        {"SELECT 1; DELETE FROM t", "w"},
        {"SELECT '\\'; DELETE FROM t --'", "w"},
        {"DELETE FROM t; SELECT 1", "w"},
        {"SELECT 1;; -- rest\n ;", "r"},
        {"BEGIN; INSERT INTO t VALUES (1); COMMIT; PRAGMA x", "tciw"},
        {"SELECT $a(b;c)", ""},
    });
}

TEST(SqlScan, TriggersBody_IsPartOfItsStatement)
{
    const std::string trigger = "CREATE TRIGGER x AFTER INSERT ON t WHEN CASE 1 WHEN 1 THEN 1 END BEGIN "
                                "UPDATE t SET a = CASE 1 WHEN 1 THEN 2 END; DELETE FROM u; END";
    expect_all({
        {trigger, ""},
        {trigger + "; SELECT 1", ""},
        {trigger + "; COMMIT", "t"},
        {"CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END;", "c"},
    });
}

} // namespace
