#include "database_test.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace ws::turso
{
namespace
{

/// Every value goes to the database and back in each of the ways a value can go.
class Values : public every_database_test
{
protected:
    /// What comes back for `content`; compared with what was sent, in every way.
    void expect_returned(const value& content)
    {
        std::vector<statement> ways;
        ways.push_back(sql("SELECT ?, typeof(?1)", content));
        ways.push_back(sql("SELECT ?2, typeof(?2)", 1, content));
        ways.push_back(sql("SELECT :v, typeof(:v)", named("v", content)));
        ways.push_back(sql("SELECT @v, typeof(@v)", named("@v", content)));
        for (const auto& way : ways)
            expect_row(done(way), content, way.sql);
        const auto together = finish(db().batch(tx_mode::deferred, ways)).value();
        for (std::size_t i = 0; i < ways.size(); ++i)
            expect_row(together.at(i), content, "batch: " + ways[i].sql);
        stored_.push_back(content);
    }

    /// The same values through a table and one result of many rows.
    void expect_all_stored()
    {
        std::vector<statement> inserts{sql("CREATE TABLE kept (n INTEGER PRIMARY KEY, v)")};
        for (std::size_t i = 0; i < stored_.size(); ++i)
            inserts.push_back(sql("INSERT INTO kept VALUES (?, ?)", i, stored_[i]));
        ASSERT_TRUE(finish(db().batch(tx_mode::write, std::move(inserts))).has_value());
        const auto got = done("SELECT v FROM kept ORDER BY n");
        ASSERT_EQ(got.size(), stored_.size());
        for (std::size_t i = 0; i < stored_.size(); ++i)
            expect_same(got.at(i, 0), stored_[i], "stored value " + std::to_string(i));
    }

    static void expect_row(const rows& got, const value& content, const std::string& way)
    {
        constexpr const char* types[] = {"null", "integer", "real", "text", "blob"};
        ASSERT_EQ(got.size(), 1u) << way;
        expect_same(got.at(0, 0), content, way);
        EXPECT_EQ(got.at(0, 1).as_text(), types[content.index()]) << way;
    }

    static void expect_same(const value_view& got, const value& sent, const std::string& way)
    {
        const value back = got.to_value();
        ASSERT_EQ(back.index(), sent.index()) << way;
        if (const auto* number = std::get_if<double>(&sent))
            EXPECT_EQ(
                std::bit_cast<std::uint64_t>(std::get<double>(back)), std::bit_cast<std::uint64_t>(*number))
                << way << ", of " << *number;
        else
            EXPECT_TRUE(back == sent) << way;
    }

    static blob_value blob_of(std::size_t size, unsigned char filling)
    {
        return blob_value(size, std::byte{filling});
    }

private:
    std::vector<value> stored_;
};
INSTANTIATE_TEST_SUITE_P(Databases, Values, every_database(), name_of);

TEST_P(Values, Null_StaysNull)
{
    expect_returned(null_value());
    expect_all_stored();
}

TEST_P(Values, Integers_AreExact)
{
    constexpr std::int64_t two_53 = std::int64_t{1} << 53;
    for (const std::int64_t i :
         {INT64_MIN, INT64_MIN + 1, -two_53 - 1, std::int64_t{-2023}, std::int64_t{-1}, std::int64_t{0},
          two_53 - 1, two_53, two_53 + 1, std::int64_t{1'152'921'504'608'088'318}, INT64_MAX})
    {
        expect_returned(i);
        EXPECT_EQ(to_text(done(sql("SELECT ? || ''", i))), std::to_string(i));
    }
    expect_all_stored();
}

TEST_P(Values, Reals_AreBitExact)
{
    for (const double d :
         {0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
          -1.7976931348623157e308, 0.1 + 0.2, 12.345, 1e18, -1e18, 1e22, 1e15 + 0.3, 1e100, 3.0, -1.0})
        expect_returned(d);
    expect_all_stored();
}

TEST_P(Values, RandomReals_AreBitExact)
{
    std::mt19937_64 random(20'260'801);
    for (int round = 0; round < 20; ++round)
    {
        std::vector<double> sent;
        statement all = sql("VALUES (0, 0e0)");
        while (sent.size() < 500)
        {
            const auto number = std::bit_cast<double>(random());
            if (!std::isfinite(number))
                continue;
            sent.push_back(number);
            all.sql += ",(" + std::to_string(sent.size()) + ",?)";
            all.args.bind(number);
        }
        const auto got = done(all);
        ASSERT_EQ(got.size(), sent.size() + 1);
        for (std::size_t i = 0; i < sent.size(); ++i)
            expect_same(got.at(i + 1, 1), sent[i], "random");
    }
}

TEST_P(Values, NotFiniteArguments_AreRefused)
{
    for (const double d :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()})
    {
        const auto why = failing(sql("SELECT ?", d));
        EXPECT_EQ(why.code, errc::bad_argument);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(why.attempts, 0u);
    }
}

TEST_P(Values, NotFiniteResults_AreReals)
{
    const auto got = done("SELECT 1e308 * 10, -1e308 * 10, 7");
    for (const std::size_t column : {0u, 1u})
    {
        ASSERT_EQ(got.at(0, column).kind(), value_kind::real);
        EXPECT_FALSE(std::isfinite(got.at(0, column).as_real()));
    }
    EXPECT_EQ(got.at(0, 2).as_integer(), 7);
}

TEST_P(Values, Blobs_KeepEveryByte)
{
    blob_value all_bytes;
    for (int i = 0; i < 256; ++i)
        all_bytes.push_back(static_cast<std::byte>(i ^ 0xab));
    expect_returned(all_bytes);
    // In base64 these are full of slashes and pluses.
    expect_returned(blob_of(300, 0xff));
    expect_returned(blob_of(300, 0xfb));
    for (const std::size_t size : {0u, 1u, 2u, 3u, 4u, 255u, 256u, 65'535u})
        expect_returned(blob_of(size, 'x'));
    expect_all_stored();
}

TEST_P(Values, LargeBlobs_PassUpToTheLimit)
{
    done("CREATE TABLE t (v)");
    for (const std::size_t size : {1'048'576u, 4'900'000u})
    {
        done(sql("INSERT INTO t VALUES (?)", blob_of(size, 0x7f)));
        const auto got = done("SELECT v FROM t ORDER BY rowid DESC LIMIT 1");
        expect_same(got.at(0, 0), blob_of(size, 0x7f), "large");
    }
}

TEST_P(Values, BlobBeyondTheLimit_IsRefusedAndTheClientGoesOn)
{
    const auto why = failing(sql("SELECT length(?)", blob_of(5'000'001, 1)));
    EXPECT_TRUE(why.code == errc::bad_argument || why.code.value() == 18 /* SQLITE_TOOBIG */)
        << describe(why);
    EXPECT_EQ(failing("SELECT zeroblob(5000001)").code, sqlite_error(18));
    EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(Values, Texts_KeepEveryCharacter)
{
    using namespace std::string_literals;
    std::string controls;
    for (char c = 1; c < 32; ++c)
        controls += c;
    for (const auto& text :
         {""s, "boomerang"s, "a\n\r\t "s, controls, "\x7f"s, "\u2028\u2029"s, "\ufeffbom"s,
          "\U0001f600\U0010ffff"s, "e\u0301"s, "\u05e9\u05dc\u05d5\u05dd"s, "</script>"s, R"(\"'\\/`)"s,
          "žluťoučký kůň úpěl ďábelské ódy"s, std::string(65'536, 'q')})
        expect_returned(text);
    expect_all_stored();
}

TEST_P(Values, TextWithAZero_KeepsItsWholeLength)
{
    const std::string text("a\0b", 3);
    const auto got = done(sql("SELECT ?, length(CAST(?1 AS BLOB))", text));
    EXPECT_EQ(got.at(0, 0).as_text(), text);
    EXPECT_EQ(got.at(0, 1).as_integer(), 3);
}

TEST_P(Values, LargeText_ComesBack)
{
    std::string text;
    while (text.size() < 1'048'576)
        text += "long \"text\" \u00e4\\\n";
    EXPECT_EQ(done(sql("SELECT ?", text)).at(0, 0).as_text(), text);
}

TEST_P(Values, TextThatIsNotUtf8_IsRefused)
{
    for (const std::string_view text : {"\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xff", "ok\x80"})
    {
        const auto why = failing(sql("SELECT ?", std::string(text)));
        EXPECT_EQ(why.code, errc::bad_argument);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
    }
}

TEST_P(Values, StoredTextThatIsNotUtf8_IsAnErrorAndTheClientGoesOn)
{
    const auto got = finish(db().query_one<std::string>(sql("SELECT CAST(X'ff41' AS TEXT)")));
    EXPECT_FALSE(got.has_value());
    EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(Values, NullInEveryPlace_IsSeenThere)
{
    EXPECT_EQ(
        to_text(done(sql("VALUES (?, ?, ?), (?, ?, ?)", value(), 2, 3, 1, value(), value()))),
        "NULL,2,3;1,NULL,NULL");
}

} // namespace
} // namespace ws::turso
