#include "fixture.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <thread>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

constexpr int callers = 8;
constexpr int calls_each = 60;

/// What the callers know of their writes; on the strand.
struct tally
{
    std::vector<std::int64_t> stored;
    std::vector<std::int64_t> not_stored;
    std::vector<std::int64_t> unknown;
    std::size_t reads = 0;
    int under_way = callers;

    void note(std::int64_t key, const result<answer>& told)
    {
        if (told && std::get<program_result>(told->what).first_failure() == std::nullopt)
            stored.push_back(key);
        else if (!told && told.error().what_happened == outcome::unknown)
            unknown.push_back(key);
        else
            not_stored.push_back(key);
    }
};

/// One caller: writes, reads and transactions, any of which may be cancelled.
task<void> call_again_and_again(backend& db, tally& all, int caller)
{
    std::minstd_rand random(static_cast<unsigned>(caller) + 1);
    for (int i = 0; i < calls_each; ++i)
    {
        // What was cancelled before is over.
        co_await asio::this_coro::reset_cancellation_state();
        const std::int64_t key = caller * 1'000 + i;
        switch (random() % 3)
        {
        case 0:
        {
            const auto w = work_of(sql("INSERT INTO t VALUES(?)", key));
            all.note(key, co_await db.run(w));
            break;
        }
        case 1:
        {
            auto s = db.open_session(true);
            program p;
            p.add(sql("BEGIN IMMEDIATE"));
            p.add(sql("INSERT INTO t VALUES(?)", key));
            const auto first = work_of(std::move(p));
            (void)co_await s->run(first, false);
            const auto commit = work_of(sql("COMMIT"));
            const auto committed = co_await s->run(commit, true);
            all.note(key, committed);
            break;
        }
        default:
        {
            auto w = work_of(sql("SELECT count(*), group_concat(x) FROM t"));
            w.reads_only = true;
            if (co_await db.run(w))
                ++all.reads;
        }
        }
    }
    --all.under_way;
}

/// Cancels one of the callers, again and again, until they are done.
task<void> disturb(std::array<asio::cancellation_signal, callers>& stops, tally& all)
{
    std::minstd_rand random(99);
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (all.under_way > 0)
    {
        pause.expires_after(std::chrono::microseconds(random() % 2'000));
        co_await pause.async_wait(asio::use_awaitable);
        stops[random() % callers].emit(asio::cancellation_type::terminal);
    }
}

TEST(EmbeddedThreads, CallersThatAreCancelledAtRandom_AreToldTheTruth)
{
    const ws::test::temporary_folder folder;
    asio::io_context io;
    const asio::any_io_executor strand = asio::make_strand(io);
    auto db = make_embedded_backend(strand, {(folder.path() / "test.db").string(), false}, {}, 1 << 20);
    tally all;
    std::array<asio::cancellation_signal, callers> stops;
    std::vector<std::int64_t> found;

    auto everything = [&]() -> task<void>
    {
        const auto create = work_of(sql("CREATE TABLE t(x INTEGER PRIMARY KEY)"));
        EXPECT_TRUE(co_await db->run(create));
        for (int i = 0; i < callers; ++i)
            asio::co_spawn(
                strand, call_again_and_again(*db, all, i),
                asio::bind_cancellation_slot(stops[static_cast<std::size_t>(i)].slot(), asio::detached));
        co_await disturb(stops, all);
        const auto select = work_of(sql("SELECT x FROM t"));
        const auto told = co_await db->run(select);
        EXPECT_TRUE(told);
        if (told)
            for (const auto row : std::get<rows>(std::get<program_result>(told->what)[0]))
                found.push_back(row[0].as_integer());
        co_await db->stop();
    };
    asio::co_spawn(strand, everything(), asio::detached);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { io.run(); });
    for (auto& t : threads)
        t.join();

    std::ranges::sort(found);
    const auto is_there = [&](std::int64_t key) { return std::ranges::binary_search(found, key); };
    EXPECT_EQ(all.under_way, 0);
    EXPECT_GT(all.stored.size(), 0U);
    EXPECT_GT(all.reads, 0U);
    for (const auto key : all.stored)
        EXPECT_TRUE(is_there(key)) << key;
    for (const auto key : all.not_stored)
        EXPECT_FALSE(is_there(key)) << key;
    EXPECT_LE(found.size(), all.stored.size() + all.unknown.size());
}

} // namespace
