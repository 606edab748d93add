#include "fixture.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

/// The requests themselves, as a strict server sees them.
namespace ws::turso
{
namespace
{

using namespace test;
using testing::HasSubstr;

class HostileRequests : public hostile_test
{
protected:
    /// Something of every kind.
    void ask_for_everything()
    {
        EXPECT_TRUE(finish(db().execute(a_write())).has_value());
        EXPECT_TRUE(finish(db().run_script("SELECT 1; SELECT 2")).has_value());
        EXPECT_TRUE(finish(db().describe("SELECT 1")).has_value());
        std::vector<statement> two{a_write(), a_read()};
        EXPECT_TRUE(finish(db().batch(tx_mode::write, two)).has_value());
        EXPECT_TRUE(finish(db().batch(tx_mode::deferred, two)).has_value());
        program p;
        p.add(a_read());
        p.add(step_condition::ok(0), a_write());
        EXPECT_TRUE(finish(db().run(p)).has_value());
        for (const bool commits : {true, false})
        {
            auto tx = begun();
            EXPECT_TRUE(finish(tx.batch(two)).has_value());
            EXPECT_TRUE(finish(commits ? tx.commit() : tx.rollback()).has_value());
        }
        const auto before = server().request_count();
        {
            auto abandoned = begun();
        }
        EXPECT_TRUE(run_until([&] { return server().request_count() == before + 2; }));
    }

    bool each_has(std::string_view header, std::string_view value)
    {
        const auto all = server().requests();
        return std::all_of(
            all.begin(), all.end(), [&](const seen_request& r) { return r.header(header) == value; });
    }
};

TEST_F(HostileRequests, Headers_AreOnEveryRequest)
{
    auto how = usual_options();
    how.database_namespace = "tenant-7";
    reopen(how);
    ask_for_everything();
    EXPECT_TRUE(each_has("Authorization", "Bearer " + std::string(secret_token)));
    EXPECT_TRUE(each_has("x-turso-encryption-key", secret_key));
    EXPECT_TRUE(each_has("x-namespace", "tenant-7"));
    EXPECT_TRUE(each_has("Content-Type", "application/json"));
    for (const auto& r : server().requests())
    {
        EXPECT_EQ(r.method(), "POST");
        EXPECT_THAT(
            r.header("x-libsql-client-version"), testing::MatchesRegex("libws-[0-9]+\\.[0-9]+\\.[0-9]+"));
        EXPECT_EQ(r.header("Content-Length"), std::to_string(r.body.size()));
        EXPECT_EQ(r.header("Expect") + r.header("Transfer-Encoding"), "");
    }
}

TEST_F(HostileRequests, WithoutSecrets_HaveNoHeadersForThem)
{
    options how;
    how.url = server().url("");
    reopen(how);
    ask_for_everything();
    for (const auto& r : server().requests())
        for (const auto* name : {"authorization", "x-turso-encryption-key", "x-namespace", "expect"})
            EXPECT_EQ(r.header(name), "") << name;
}

TEST_F(HostileRequests, BigBody_HasALengthAndNoExpect)
{
    const auto told = finish(db().execute(sql("INSERT INTO t VALUES (?)", std::string(3'000'000, 'x'))));
    EXPECT_TRUE(told.has_value());
    const auto r = server().requests()[0];
    EXPECT_EQ(r.header("Content-Length"), std::to_string(r.body.size()));
    EXPECT_GT(r.body.size(), 3'000'000u);
    EXPECT_EQ(r.header("Expect"), "");
}

TEST_F(HostileRequests, TokenOfTheUrl_IsAHeaderAndNotInTheTarget)
{
    options how;
    how.url = server().url("/dev/ns1?authToken=") + std::string(secret_token);
    reopen(how);
    expect_usable();
    const auto r = server().requests()[0];
    EXPECT_EQ(r.header("Authorization"), "Bearer " + std::string(secret_token));
    EXPECT_EQ(r.target(), "/dev/ns1/v3/pipeline");
}

TEST_F(HostileRequests, Close_IsLastWhereverItIs)
{
    ask_for_everything();
    std::size_t closing = 0;
    for (const auto& p : pipelines())
    {
        const auto count = std::count(p.kinds.begin(), p.kinds.end(), "close");
        EXPECT_LE(count, 1);
        EXPECT_EQ(count == 1, p.closes());
        closing += p.closes() ? 1 : 0;
        // Nothing but a transaction that goes on leaves its stream open.
        EXPECT_TRUE(p.closes() || p.kinds == (std::vector<std::string>{"batch", "get_autocommit"}));
    }
    EXPECT_EQ(closing, 9u);
}

TEST_F(HostileRequests, Transaction_AsksForItselfInEveryStatement)
{
    auto tx = begun();
    std::vector<statement> two{a_write(), a_read()};
    EXPECT_TRUE(finish(tx.batch(two)).has_value());
    EXPECT_TRUE(finish(tx.commit()).has_value());
    for (const auto& r : server().requests())
    {
        const auto batch = boost::json::value(seen_pipeline(r).body).at("requests").at(0).at("batch");
        for (const auto& one : batch.at("steps").as_array())
            if (!one.at("stmt").at("sql").as_string().starts_with("BEGIN"))
            {
                EXPECT_THAT(boost::json::serialize(one.at("condition")), HasSubstr("is_autocommit"));
            }
    }
}

} // namespace
} // namespace ws::turso
