#include "database_test.hpp"

#include <optional>
#include <tuple>

namespace ws::turso
{
namespace
{

struct user
{
    std::int64_t id;
    std::string name;
    std::optional<std::string> mail;
    std::chrono::sys_seconds created;
    bool operator==(const user&) const = default;
};

struct named_user
{
    std::string name;
    std::int32_t id;
};

} // namespace

template <>
struct row_names<named_user>
{
    static constexpr std::array names{"name", "id"};
};

namespace
{

class TypedRows : public every_database_test
{
protected:
    TypedRows()
    {
        done("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, created INTEGER)");
        done(sql("INSERT INTO users VALUES (?, ?, ?, ?)", ada.id, ada.name, ada.mail, ada.created));
        done(sql("INSERT INTO users VALUES (?, ?, ?, ?)", bob.id, bob.name, bob.mail, bob.created));
    }

    const user ada{
        1, "Ada", "ada@example.org", std::chrono::sys_seconds(std::chrono::seconds(1'000'000'000))};
    const user bob{
        9'007'199'254'740'993, "Bob", std::nullopt, std::chrono::sys_seconds(std::chrono::seconds(-1))};
};
INSTANTIATE_TEST_SUITE_P(Databases, TypedRows, every_database(), name_of);

TEST_P(TypedRows, Structs_AreReadByPosition)
{
    const auto got = finish(db().query<user>(sql("SELECT * FROM users ORDER BY id"))).value();
    EXPECT_EQ(got, (std::vector<user>{ada, bob}));
}

TEST_P(TypedRows, StructsWithNames_AreReadByThem)
{
    const auto got = finish(db().query_one<named_user>(sql("SELECT * FROM users WHERE id = ?", 1))).value();
    EXPECT_EQ(got.id, 1);
    EXPECT_EQ(got.name, "Ada");
}

TEST_P(TypedRows, Tuples_AreReadByPosition)
{
    using pair_of = std::tuple<std::string, std::int64_t>;
    const auto got = finish(db().query<pair_of>(sql("SELECT name, id FROM users ORDER BY id"))).value();
    EXPECT_EQ(got, (std::vector<pair_of>{{"Ada", ada.id}, {"Bob", bob.id}}));
}

TEST_P(TypedRows, OneRow_MustBeOne)
{
    EXPECT_EQ(finish(db().query_one<std::string>(sql("SELECT name FROM users WHERE id = 1"))).value(), "Ada");
    EXPECT_EQ(
        finish(db().query_one<std::string>(sql("SELECT name FROM users WHERE 0"))).error().code,
        errc::no_row);
    EXPECT_EQ(
        finish(db().query_one<std::string>(sql("SELECT name FROM users"))).error().code, errc::too_many_rows);
}

TEST_P(TypedRows, Misfits_NameTheirColumnAndSayThatItRan)
{
    const auto null = finish(db().query<user>(sql("SELECT 1, NULL AS who, NULL, 0"))).error();
    EXPECT_EQ(null.code, errc::type_mismatch);
    EXPECT_NE(null.message.find("who"), std::string::npos) << null.message;
    EXPECT_EQ(null.what_happened, outcome::executed);

    const auto overflow = finish(db().query<named_user>(sql("SELECT 'x' AS name, 2147483648 AS id"))).error();
    EXPECT_EQ(overflow.code, errc::type_mismatch);
    EXPECT_NE(overflow.message.find("id"), std::string::npos) << overflow.message;
}

TEST_P(TypedRows, MissingAndExtraColumns_AreMisfits)
{
    EXPECT_EQ(finish(db().query<user>(sql("SELECT 1, 'x', NULL"))).error().code, errc::type_mismatch);
    EXPECT_EQ(finish(db().query<user>(sql("SELECT 1, 'x', NULL, 0, 5"))).error().code, errc::type_mismatch);
    EXPECT_EQ(finish(db().query<named_user>(sql("SELECT 'x' AS name"))).error().code, errc::type_mismatch);
}

TEST_P(TypedRows, InATransaction_AreTheSame)
{
    auto tx = finish(db().begin()).value();
    EXPECT_EQ(finish(tx.query_one<user>(sql("SELECT * FROM users WHERE id = 1"))).value(), ada);
    EXPECT_EQ(finish(tx.query<std::string>(sql("SELECT name FROM users"))).value().size(), 2u);
    EXPECT_EQ(
        finish(tx.query_one<std::string>(sql("SELECT name FROM users"))).error().code, errc::too_many_rows);
    EXPECT_EQ(tx.state(), tx_state::active);
    EXPECT_TRUE(finish(tx.commit()).has_value());
}

TEST_P(TypedRows, WriteWhoseRowsDoNotFit_IsStoredAllTheSame)
{
    const auto why =
        finish(db().query_one<std::int64_t>(sql("INSERT INTO users(name) VALUES ('Eve') RETURNING name")))
            .error();
    EXPECT_EQ(why.code, errc::type_mismatch);
    EXPECT_EQ(why.what_happened, outcome::executed);
    EXPECT_EQ(number("SELECT count(*) FROM users WHERE name = 'Eve'"), 1);
}

} // namespace
} // namespace ws::turso
