#include "turso/sql_split.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using ws::turso::split_sql;
using texts = std::vector<std::string>;

namespace
{

texts split(std::string_view sql)
{
    texts found;
    for (const auto& piece : split_sql(sql))
        found.emplace_back(piece.sql);
    return found;
}

} // namespace

TEST(SqlSplit, SeveralStatements_ArePartedAtSemicolons)
{
    EXPECT_EQ(split("SELECT 1; SELECT 2 ;\nSELECT 3"), (texts{"SELECT 1", "SELECT 2", "SELECT 3"}));
}

TEST(SqlSplit, NothingBetweenSemicolons_IsNoStatement)
{
    for (const auto* blank : {"", " \n\t", ";", " ; ;\n;", "-- a comment", "/* one */ ; -- two\n;"})
        EXPECT_EQ(split(blank), texts()) << '"' << blank << '"';
}

TEST(SqlSplit, CommentsAround_AreLeftOutAndInsideAreKept)
{
    EXPECT_EQ(
        split("-- first;\nSELECT 1 /* ; */ + 2 -- ;\n; /* last; */ -- end"), (texts{"SELECT 1 /* ; */ + 2"}));
}

TEST(SqlSplit, SemicolonsInQuotes_PartNothing)
{
    for (const auto* one :
         {"SELECT ';'", "SELECT 'it''s; so'", "SELECT \";\" FROM t", "SELECT [;] FROM t", "SELECT `;` FROM t",
          "SELECT ';--', ';/*'", "SELECT x';'"})
        EXPECT_EQ(split(std::string(one) + "; SELECT 2"), (texts{one, "SELECT 2"})) << one;
}

TEST(SqlSplit, Trigger_StaysWhole)
{
    const texts triggers{
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET n = n + 1; DELETE FROM c; END",
        "create temp trigger if not exists t after update on a begin select 1; end",
        "CREATE TEMPORARY TRIGGER t BEFORE DELETE ON a WHEN old.x = CASE old.y WHEN 1 THEN 2 END "
        "BEGIN SELECT CASE WHEN 1 THEN RAISE(ABORT, 'no; END') END; END",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN -- ; END ;\n SELECT ';'; /* ; END; */ SELECT 2; END",
        "CREATE /* of ours */ TRIGGER \"end\" AFTER INSERT ON \"begin\" BEGIN SELECT 1; END"};
    for (const auto& trigger : triggers)
        EXPECT_EQ(split(trigger + ";\nSELECT 2;"), (texts{trigger, "SELECT 2"})) << trigger;
}

TEST(SqlSplit, WordTriggerElsewhere_StartsNoBody)
{
    for (const auto* one :
         {"CREATE TABLE trigger_log(x)", "CREATE TABLE \"TRIGGER\"(x)", "CREATE TABLE a(trigger)",
          "CREATE INDEX trigger_at ON t(a)", "DROP TRIGGER t", "SELECT CASE WHEN 1 THEN 2 END"})
        EXPECT_EQ(split(std::string(one) + "; SELECT 2"), (texts{one, "SELECT 2"})) << one;
}

TEST(SqlSplit, WhatIsNotClosed_GoesOnToTheEnd)
{
    for (const auto* open :
         {"SELECT 'a; SELECT 2", "SELECT 1 /* ; SELECT 2",
          "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; x"})
        EXPECT_EQ(split(open).size(), 1U) << open;
}

TEST(SqlSplit, Lines_AreThoseWhereStatementsBegin)
{
    const auto pieces =
        split_sql("-- head\n\nSELECT\n 1;\r\n\n/* two\n lines */ SELECT 2; SELECT ';\n;';\nSELECT 4");
    std::vector<std::size_t> lines;
    for (const auto& piece : pieces)
        lines.push_back(piece.line);
    EXPECT_EQ(lines, (std::vector<std::size_t>{3, 7, 7, 9}));
}
