#include "database_test.hpp"

namespace ws::turso
{
namespace
{

class Arguments : public every_database_test
{
};
INSTANTIATE_TEST_SUITE_P(Databases, Arguments, every_database(), name_of);

TEST_P(Arguments, ByPosition_GoInOrder)
{
    EXPECT_EQ(to_text(done(sql("SELECT ?, ?", "one", "two"))), "one,two");
}

TEST_P(Arguments, ByNumber_GoToTheirPlaces)
{
    EXPECT_EQ(to_text(done(sql("SELECT ?2, ?3, ?1", "one", "two", "three"))), "two,three,one");
    EXPECT_EQ(to_text(done(sql("SELECT ?3, ?1", "one", "two", "three"))), "three,one");
    EXPECT_EQ(to_text(done(sql("SELECT ?2, ?, ?3", "one", "two", "three"))), "two,three,three");
}

TEST_P(Arguments, ByName_WorkWithEveryPrefixAndWithout)
{
    for (const std::string sign : {":", "@", "$"})
    {
        const auto a = named("a", "one");
        const auto b = named(sign + "b", "two");
        EXPECT_EQ(to_text(done(sql("SELECT " + sign + "b, " + sign + "a", a, b))), "two,one");
        const auto twice = "SELECT " + sign + "b, " + sign + "a, " + sign + "b || " + sign + "a";
        EXPECT_EQ(to_text(done(sql(twice, a, b))), "two,one,twoone");
        EXPECT_EQ(to_text(done(sql("SELECT " + sign + "b, " + sign + "a, ?1", a, b))), "two,one,two");
    }
}

TEST_P(Arguments, TooFewOrTooMany_AreRefusedBeforeAnythingRuns)
{
    done("CREATE TABLE t (a, b)");
    for (const auto& wrong :
         {sql("INSERT INTO t VALUES (?, ?)", 1), sql("INSERT INTO t VALUES (?, ?)", 1, 2, 3),
          sql("INSERT INTO t VALUES (?, ?)"), sql("INSERT INTO t VALUES (1, 2)", 1),
          sql("INSERT INTO t VALUES (:a, :b)", named("a", 1)), sql("INSERT INTO t VALUES (?3, 1)", 1, 2)})
    {
        const auto why = failing(wrong);
        EXPECT_EQ(why.code, errc::bad_argument) << wrong.sql << ": " << describe(why);
    }
    EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_P(Arguments, UnknownName_IsRefused)
{
    EXPECT_EQ(failing(sql("SELECT :a", named("a", 1), named("zzz", 2))).code, errc::bad_argument);
}

TEST_P(Arguments, MixedKinds_AreRefused)
{
    const auto why = failing(sql("SELECT ?, :a", 1, named("a", 2)));
    EXPECT_EQ(why.code, errc::bad_argument);
    EXPECT_EQ(why.attempts, 0u);
}

TEST_P(Arguments, SameNameTwice_TheLastOneCountsOrIsRefused)
{
    const auto got = finish(db().execute(sql("SELECT :a", named("a", 1), named(":a", 2))));
    if (got)
        EXPECT_EQ(to_text(*got), "2");
    else
        EXPECT_EQ(got.error().code, errc::bad_argument);
}

TEST_P(Arguments, MoreThanAThousand_AllArrive)
{
    auto sum = sql("SELECT 0");
    for (int i = 0; i < 1'500; ++i)
    {
        sum.sql += "+?";
        sum.args.bind(i);
        // An expression may be a thousand deep.
        if (i % 500 == 499)
            sum.sql += ",0";
    }
    EXPECT_EQ(to_text(done(sum)), "124750,374750,624750,0");
}

} // namespace
} // namespace ws::turso
