#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Execute : public every_database_test
{
protected:
    /// "name:TYPE" of every column.
    static std::string columns_of(const rows& found)
    {
        std::string text;
        for (const auto& c : found.columns())
            text +=
                (text.empty() ? "" : ",") + c.name + (c.declared_type.empty() ? "" : ":" + c.declared_type);
        return text;
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, Execute, every_database(), name_of);

TEST_P(Execute, OneValue_ComesBack)
{
    const auto got = done("SELECT 42");
    ASSERT_EQ(got.size(), 1u);
    ASSERT_EQ(got.columns().size(), 1u);
    EXPECT_EQ(got.at(0, 0).as_integer(), 42);
}

TEST_P(Execute, NamedColumns_KeepNamesAndOrder)
{
    const auto got = done("SELECT 1 AS one, 'two' AS two, 0.5 AS three");
    EXPECT_EQ(columns_of(got), "one,two,three");
    EXPECT_EQ(to_text(got), "1,two,0.5");
    EXPECT_EQ(got[0].find("two")->as_text(), "two");
    EXPECT_FALSE(got[0].find("TWO"));
}

TEST_P(Execute, ColumnsOfATable_HaveTheirDeclaredTypes)
{
    done("CREATE TABLE t (i INTEGER, f FLOAT, t TEXT, b BLOB, v VARCHAR(20), n)");
    done("INSERT INTO t VALUES (42, 0.5, 'foo', X'626172', 'v', NULL)");
    const auto got = done("SELECT i, f, t, b, v, n, i + 1 AS e FROM t");
    EXPECT_EQ(columns_of(got), "i:INTEGER,f:FLOAT,t:TEXT,b:BLOB,v:VARCHAR(20),n,e");
    EXPECT_EQ(to_text(got), "42,0.5,foo,blob of 3,v,NULL,43");
}

TEST_P(Execute, SeveralRows_ComeInOrder)
{
    EXPECT_EQ(listed("VALUES (1, 'one'), (2, 'two'), (3, 'three')"), "1,one;2,two;3,three");
}

TEST_P(Execute, NoRows_StillHaveColumns)
{
    const auto got = done("SELECT 1 AS a, 2 AS b WHERE 0");
    EXPECT_TRUE(got.empty());
    EXPECT_EQ(columns_of(got), "a,b");
}

TEST_P(Execute, StatementWithoutColumns_HasNone)
{
    const auto got = done("CREATE TABLE t (a)");
    EXPECT_TRUE(got.empty());
    EXPECT_TRUE(got.columns().empty());
    EXPECT_EQ(got.facts().affected_rows, 0u);
}

TEST_P(Execute, TwoThousandColumns_AllArrive)
{
    std::string text = "SELECT 0";
    for (int i = 1; i < 2'000; ++i)
        text += "," + std::to_string(i);
    const auto got = done(text);
    ASSERT_EQ(got.columns().size(), 2'000u);
    for (std::size_t i = 0; i < 2'000; ++i)
        ASSERT_EQ(got.at(0, i).as_integer(), static_cast<std::int64_t>(i));
}

TEST_P(Execute, TwentyThousandRows_AllArrive)
{
    const auto got = done("WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 19999) "
                          "SELECT x, 'row ' || x FROM n");
    ASSERT_EQ(got.size(), 20'000u);
    for (const auto row : got)
    {
        ASSERT_EQ(row[0].as_integer(), static_cast<std::int64_t>(row.index()));
        ASSERT_EQ(row[1].as_text(), "row " + std::to_string(row.index()));
    }
}

TEST_P(Execute, DuplicateAndOddColumnNames_KeepTheirPlaces)
{
    const auto got = done(R"(SELECT 1 AS a, 2 AS a, 3 AS "", 4 AS "ä ""x""", NULL AS "n\")");
    EXPECT_EQ(columns_of(got), "a,a,,ä \"x\",n\\");
    EXPECT_EQ(to_text(got), "1,2,3,4,NULL");
    EXPECT_EQ(got[0].find("a")->as_integer(), 1);
}

TEST_P(Execute, Insert_TellsAffectedRowsAndRowid)
{
    done("CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
    auto got = done("INSERT INTO t VALUES (12345, 'one')");
    EXPECT_EQ(got.facts().affected_rows, 1u);
    EXPECT_EQ(got.facts().last_insert_rowid, 12345);
    got = done("INSERT INTO t(a) VALUES ('two'), ('three')");
    EXPECT_EQ(got.facts().affected_rows, 2u);
    EXPECT_EQ(got.facts().last_insert_rowid, 12347);
    EXPECT_EQ(listed("SELECT a FROM t WHERE id = 12347"), "three");
}

TEST_P(Execute, RowidsOf64Bits_AreExact)
{
    done("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    for (const std::int64_t id : {std::int64_t{9'007'199'254'740'993}, INT64_MAX, INT64_MIN})
        EXPECT_EQ(done(sql("INSERT INTO t VALUES (?)", id)).facts().last_insert_rowid, id);
}

TEST_P(Execute, UpdateAndDelete_TellAffectedRows)
{
    done("CREATE TABLE t (a)");
    done("INSERT INTO t VALUES (1), (2), (3), (4), (5)");
    EXPECT_EQ(done("UPDATE t SET a = a + 1 WHERE a < 3").facts().affected_rows, 2u);
    EXPECT_EQ(done("DELETE FROM t WHERE a >= 4").facts().affected_rows, 2u);
    EXPECT_EQ(done("DELETE FROM t WHERE a >= 4").facts().affected_rows, 0u);
    EXPECT_EQ(done("SELECT * FROM t").facts().affected_rows, 0u);
}

TEST_P(Execute, InsertFromCommonTable_TellsAffectedRows)
{
    done("CREATE TABLE t (a)");
    done("INSERT INTO t VALUES (1), (2), (3)");
    const auto got = done("WITH x(a) AS (SELECT 2*a FROM t) INSERT INTO t SELECT a+1 FROM x");
    EXPECT_EQ(got.facts().affected_rows, 3u);
}

TEST_P(Execute, Returning_GivesRowsAndStores)
{
    done("CREATE TABLE t (a)");
    const auto got = done("INSERT INTO t VALUES (1), (2) RETURNING 42 AS x, 'foo' AS y");
    EXPECT_EQ(columns_of(got), "x,y");
    EXPECT_EQ(to_text(got), "42,foo;42,foo");
    EXPECT_EQ(got.facts().affected_rows, 2u);
    EXPECT_EQ(listed("UPDATE t SET a = a * 10 RETURNING a"), "10;20");
    EXPECT_EQ(listed("SELECT sum(a) FROM t"), "30");
}

TEST_P(Execute, ConflictDoNothing_AffectsNoRow)
{
    done("CREATE TABLE t (a UNIQUE)");
    done("INSERT INTO t VALUES (1)");
    EXPECT_EQ(done("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING").facts().affected_rows, 0u);
    EXPECT_EQ(done("INSERT INTO t VALUES (1) ON CONFLICT(a) DO UPDATE SET a = 7").facts().affected_rows, 1u);
    EXPECT_EQ(listed("SELECT a FROM t"), "7");
}

TEST_P(Execute, StatementWithCommentsAndSemicolon_IsOne)
{
    EXPECT_EQ(listed("-- first\n/* second */ SELECT 1 ; -- last"), "1");
}

TEST_P(Execute, ForeignKeys_AreOn) { EXPECT_EQ(number("PRAGMA foreign_keys"), 1); }

} // namespace
} // namespace ws::turso
