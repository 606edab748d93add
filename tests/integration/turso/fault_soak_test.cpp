#include "database_test.hpp"
#include "support/fault_proxy.hpp"

#include <ws/turso/statement_group.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdlib>
#include <map>
#include <random>

/// Thousands of writes over connections that break at every byte. Whatever the client
/// tells about a write must be true afterwards: stored exactly once, not stored, or
/// "unknown", which means at most once.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// What a caller may believe of its keys.
enum class told : std::uint8_t
{
    stored,
    not_stored,
    unknown,
};

struct entry
{
    const char* kind;
    std::vector<std::int64_t> keys; ///< all stored or none
    told what;
    std::string why; ///< for the message of a failure
};

told verdict_of(const error& why)
{
    return why.what_happened == outcome::unknown ? told::unknown : told::not_stored;
}

class FaultSoak : public database_test
{
protected:
    FaultSoak() : database_test(on_sqld)
    {
        // No constraint on the key: a write that was carried out twice must show.
        done("CREATE TABLE kept (k INTEGER, kind TEXT)");
        done("CREATE TABLE once (k INTEGER PRIMARY KEY, kind TEXT)");
        proxy_.emplace(server().port(), seed, reach);
        options how = usual_options();
        how.url = "http://127.0.0.1:" + std::to_string(proxy_->port());
        how.deadline = 1s;
        how.repeats.budget = 1;
        how.max_transactions = 1; // one that is lost takes no other with it
        faulty_.emplace(open(std::move(how)));
        group_.emplace(*faulty_, make_statement_group());
    }

    /// Many callers, until `operations` were tried or the time is over.
    void drive(std::size_t operations, std::chrono::seconds longest)
    {
        left_ = operations;
        boost::asio::steady_timer time(io(), longest);
        time.async_wait([&](const boost::system::error_code& ec) { left_ = ec ? left_ : 0; });
        constexpr int callers = 12;
        int ended = 0;
        for (int i = 0; i < callers; ++i)
            boost::asio::co_spawn(
                io(), one_caller(seed + static_cast<std::uint64_t>(i)),
                [&](const std::exception_ptr& thrown)
                {
                    ++ended;
                    EXPECT_FALSE(thrown);
                });
        io().restart();
        while (ended < callers)
            ASSERT_GT(io().run_one(), 0u);
        time.cancel();
        io().poll();
    }

    net::task<> one_caller(std::uint64_t own_seed)
    {
        std::mt19937_64 random(own_seed);
        while (left_ > 0)
        {
            --left_;
            const auto dice = random() % 100;
            if (dice < 40)
                co_await write_one();
            else if (dice < 55)
                co_await write_grouped();
            else if (dice < 70)
                co_await write_idempotent();
            else if (dice < 90)
                co_await write_batch();
            else if (dice < 94)
                co_await write_in_transaction();
            else
                co_await read_one(static_cast<std::int64_t>(random() >> 1));
        }
    }

    net::task<> write_one()
    {
        const auto k = next_key_++;
        auto insert = sql("INSERT INTO kept VALUES (?, 'one')", k);
        auto got = co_await faulty_->execute(std::move(insert), {}, net::use_task);
        note("one", {k}, got);
    }

    net::task<> write_grouped()
    {
        const auto k = next_key_++;
        auto insert = sql("INSERT INTO kept VALUES (?, 'grouped')", k);
        auto got = co_await group_->submit(std::move(insert), {}, net::use_task);
        note("grouped", {k}, got);
    }

    net::task<> write_idempotent()
    {
        const auto k = next_key_++;
        auto insert = sql("INSERT INTO once VALUES (?, 'idempotent') ON CONFLICT DO NOTHING", k);
        insert.idempotent = true;
        auto got = co_await faulty_->execute(std::move(insert), {}, net::use_task);
        note("idempotent", {k}, got);
    }

    net::task<> write_batch()
    {
        std::vector<std::int64_t> keys;
        std::vector<statement> inserts;
        for (int i = 0; i < 3; ++i)
        {
            keys.push_back(next_key_++);
            inserts.push_back(sql("INSERT INTO kept VALUES (?, 'batch')", keys.back()));
        }
        auto got = co_await faulty_->batch(tx_mode::write, std::move(inserts), {}, net::use_task);
        note("batch", std::move(keys), got);
    }

    net::task<> write_in_transaction()
    {
        auto tx = co_await faulty_->begin({}, {}, net::use_task);
        if (!tx)
            co_return;
        std::vector<std::int64_t> keys;
        std::string why;
        for (int i = 0; i < 2 && why.empty(); ++i)
        {
            keys.push_back(next_key_++);
            auto insert = sql("INSERT INTO kept VALUES (?, 'transaction')", keys.back());
            const auto got = co_await tx->execute(std::move(insert), {}, net::use_task);
            if (!got)
                why = describe(got.error());
        }
        if (why.empty())
        {
            const auto ended = co_await tx->commit({}, net::use_task);
            note("transaction", std::move(keys), ended);
            free_the_lock(!ended);
            co_return;
        }
        // Never committed: whatever became of its statements, nothing is stored.
        (void)co_await tx->rollback({}, net::use_task);
        ledger_.push_back({"transaction", std::move(keys), told::not_stored, std::move(why)});
        free_the_lock(true);
    }

    /// The stream of a lost transaction would keep the write lock for five seconds.
    void free_the_lock(bool was_lost)
    {
        if (was_lost && ++lost_transactions_ % most_waits != 0)
            server().restart();
    }

    net::task<> read_one(std::int64_t number)
    {
        auto select = sql("SELECT ?", number);
        const auto got = co_await faulty_->query_one<std::int64_t>(std::move(select), {}, net::use_task);
        if (got)
        {
            EXPECT_EQ(*got, number);
            co_return;
        }
        EXPECT_NE(got.error().what_happened, outcome::unknown) << "reading has no effect";
    }

    template <class T>
    void note(const char* kind, std::vector<std::int64_t> keys, const result<T>& got)
    {
        if (got)
            ledger_.push_back({kind, std::move(keys), told::stored, ""});
        else
            ledger_.push_back({kind, std::move(keys), verdict_of(got.error()), describe(got.error())});
    }

    /// How often each key is stored, asked without the proxy.
    std::map<std::int64_t, int> stored_keys()
    {
        std::map<std::int64_t, int> counts;
        for (const auto row :
             done("SELECT k, count(*) FROM (SELECT k FROM kept UNION ALL SELECT k FROM once) GROUP BY k"))
            counts[row[0].as_integer()] = static_cast<int>(row[1].as_integer());
        return counts;
    }

    /// Everything still under way at the server ends with it; what was acknowledged stays.
    void end_what_is_under_way()
    {
        group_.reset();
        faulty_.reset();
        server().restart();
    }

    static constexpr std::uint64_t seed = 20'260'802;
    static constexpr std::uint64_t reach = 6'000;
    /// Every so many lost transactions one is left to the server, whose lock is then stolen.
    static constexpr unsigned most_waits = 20;

    std::optional<test::fault_proxy> proxy_;
    std::optional<client> faulty_;
    std::optional<group_executor<statement, rows>> group_;
    std::vector<entry> ledger_;
    std::size_t left_ = 0;
    unsigned lost_transactions_ = 0;
    std::int64_t next_key_ = 1;
};

TEST_F(FaultSoak, WhatTheClientTellsOfAWrite_IsTrue)
{
    const bool soaks = std::getenv("IMAGINEO_SOAK") != nullptr;
    drive(soaks ? 50'000 : 1'500, soaks ? 120s : 20s);
    end_what_is_under_way();

    std::map<told, std::size_t> verdicts;
    const auto counts = stored_keys();
    const auto count_of = [&](std::int64_t k)
    {
        const auto found = counts.find(k);
        return found == counts.end() ? 0 : found->second;
    };
    for (const auto& e : ledger_)
    {
        ++verdicts[e.what];
        const int first = count_of(e.keys.front());
        const bool is_true = e.what == told::stored       ? first == 1
                             : e.what == told::not_stored ? first == 0
                                                          : first <= 1;
        EXPECT_TRUE(is_true) << e.kind << " " << e.keys.front() << " is stored " << first
                             << " times, told: " << (e.what == told::stored ? "stored" : e.why);
        for (const auto k : e.keys)
            EXPECT_EQ(count_of(k), first) << e.kind << " " << k << " is stored in part: " << e.why;
    }
    // Otherwise the test did not test.
    EXPECT_GT(verdicts[told::stored], ledger_.size() / 2);
    EXPECT_GT(verdicts[told::unknown], 0u);
    EXPECT_GT(verdicts[told::not_stored], 0u);
    for (const auto f :
         {test::fault::reset, test::fault::close, test::fault::half_close, test::fault::swallow,
          test::fault::delay})
        EXPECT_GT(proxy_->count(f), 0u) << static_cast<int>(f);
    RecordProperty("stored", static_cast<int>(verdicts[told::stored]));
    RecordProperty("unknown", static_cast<int>(verdicts[told::unknown]));
    RecordProperty("not_stored", static_cast<int>(verdicts[told::not_stored]));
}

} // namespace
} // namespace ws::turso
