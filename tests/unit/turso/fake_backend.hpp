#pragma once

#include "turso/client_core.hpp"
#include "turso/rows_builder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ws::turso
{

/// What a fake database was asked, and what it answers.
struct fake_database
{
    struct request
    {
        work what;
        bool in_session = false;
        bool last = false;
    };

    std::vector<request> seen;
    /// What a request is answered with; the default makes every step succeed.
    std::function<result<answer>(const request&)> reply;
    bool guards = true; ///< tells whether it is in a transaction
    int sessions_closed = 0;
    bool stopped = false;

    result<answer> answer_to(request r)
    {
        seen.push_back(r);
        if (reply)
            return reply(seen.back());
        return all_succeed(seen.back().what);
    }

    static rows one_row()
    {
        rows_builder b;
        b.add_column("n", "");
        b.add(std::int64_t{1});
        EXPECT_TRUE(b.end_row());
        return b.take();
    }

    static answer all_succeed(const work& w)
    {
        answer a;
        if (const auto* p = std::get_if<program>(&w.what))
            a.what = program_result(std::vector<step_outcome>(p->size(), one_row()));
        return a;
    }

    /// Outcomes by letter: k succeeds, e fails with a constraint, b is kept out by a lock, s is skipped.
    static answer steps(std::string_view letters, std::optional<bool> autocommit = std::nullopt)
    {
        std::vector<step_outcome> made;
        for (const char c : letters)
        {
            error e;
            e.what_happened = outcome::executed;
            e.code = {c == 'b' ? 5 : 19, sqlite_category()};
            if (c == 'k')
                made.emplace_back(one_row());
            else if (c == 's')
                made.emplace_back(skipped());
            else
                made.emplace_back(e);
        }
        answer a;
        a.what = program_result(std::move(made));
        a.autocommit = autocommit;
        return a;
    }
};

class fake_session final : public session
{
public:
    explicit fake_session(fake_database& db) : db_(db) {}
    ~fake_session() override { ++db_.sessions_closed; }
    task<result<answer>> run(const work& w, bool last) override
    {
        co_await boost::asio::post(boost::asio::use_awaitable);
        co_return db_.answer_to({w, true, last});
    }

private:
    fake_database& db_;
};

class fake_backend final : public backend
{
public:
    explicit fake_backend(fake_database& db) : db_(db) {}
    task<result<answer>> run(const work& w) override
    {
        co_await boost::asio::post(boost::asio::use_awaitable);
        co_return db_.answer_to({w});
    }
    std::unique_ptr<session> open_session(bool) override { return std::make_unique<fake_session>(db_); }
    [[nodiscard]] std::string_view begin_text(tx_mode) const override { return "BEGIN IMMEDIATE"; }
    task<void> stop() override
    {
        db_.stopped = true;
        co_return;
    }

private:
    fake_database& db_;
};

/// A client on a fake database, driven by hand.
class fake_client
{
public:
    explicit fake_client(options how = {})
        : core(std::make_shared<client_core>(
              io.get_executor(), std::move(how),
              [this](const boost::asio::any_io_executor&) { return std::make_unique<fake_backend>(db); }))
    {
    }

    /// Runs a call of the client to its end.
    template <class T>
    result<T> run(task<result<T>> call)
    {
        std::optional<result<T>> given;
        boost::asio::co_spawn(
            core->on(), std::move(call),
            [&](std::exception_ptr thrown, result<T> r)
            {
                if (thrown)
                    std::rethrow_exception(thrown);
                given = std::move(r);
            });
        io.restart();
        while (!given && io.run_one() > 0)
        {
        }
        if (!given)
            throw std::logic_error("the call waits for something that nothing will do");
        return std::move(*given);
    }

    boost::asio::io_context io;
    fake_database db;
    std::shared_ptr<client_core> core;
};

/// The SQL texts of a program, in their order.
inline std::vector<std::string> texts(const work& w)
{
    std::vector<std::string> found;
    for (const auto& step : std::get<program>(w.what).steps())
        found.push_back(step.what.sql);
    return found;
}

} // namespace ws::turso
