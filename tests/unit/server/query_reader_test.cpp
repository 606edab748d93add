#include "server/query_reader.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using texts = std::vector<std::string>;

TEST(QueryReader, Parameters_AreReadByName)
{
    query_reader in("user=a%20b&limit=7&list=x,,y%2Cz");
    EXPECT_EQ(in.text("user"), "a b");
    EXPECT_EQ(in.whole_number("limit", 100, 1, 10), 7);
    EXPECT_EQ(in.list("list"), (texts{"x", "y", "z"}));
    EXPECT_EQ(in.mistake(), "");
}

TEST(QueryReader, AbsentParameters_AreEmptyOrTheFallback)
{
    query_reader in("");
    EXPECT_EQ(in.text("user"), "");
    EXPECT_EQ(in.whole_number("limit", 100, 1, 10), 100);
    EXPECT_EQ(in.list("list"), texts{});
    EXPECT_EQ(in.mistake(), "");
}

TEST(QueryReader, NumberOutsideItsRangeOrForm_IsNamed)
{
    for (const char* query :
         {"limit=0", "limit=11", "limit=-1", "limit=1.0", "limit=x", "limit=1%20", "limit=%2B1",
          "limit=99999999999999999999"})
    {
        query_reader in(query);
        in.whole_number("limit", 5, 1, 10);
        EXPECT_EQ(in.mistake(), "the parameter limit must be a whole number from 1 to 10") << query;
    }
}

TEST(QueryReader, UnknownRepeatedAndBrokenParameters_AreMistakes)
{
    query_reader unknown("usr=1");
    unknown.text("user");
    EXPECT_EQ(unknown.mistake(), "there is no parameter usr");

    query_reader twice("user=1&user=1");
    twice.text("user");
    EXPECT_EQ(twice.mistake(), "the parameter user comes twice");

    query_reader broken("user=%4");
    EXPECT_EQ(broken.text("user"), "");
    EXPECT_EQ(broken.mistake(), "the query has a broken percent escape");
}

} // namespace
} // namespace ws::server
