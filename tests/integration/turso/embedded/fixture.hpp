#pragma once

#include "support/temporary_folder.hpp"
#include "turso/embedded_backend.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ws::turso::test
{

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Longer than any test takes.
inline steady_time no_deadline() { return std::chrono::steady_clock::now() + 1h; }

/// Runs until it is stopped.
inline constexpr auto endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

/// A call that goes on by itself; its result is there once the loop has run it.
template <class T>
struct under_way
{
    std::optional<T> told;
    asio::cancellation_signal stop;
};

inline work work_of(program p)
{
    work w{std::move(p), no_deadline()};
    return w;
}

inline work work_of(statement s)
{
    program p;
    p.add(std::move(s));
    return work_of(std::move(p));
}

/// Coroutines on the strand of a loop of one thread, with databases in a folder.
class embedded_test : public testing::Test
{
protected:
    embedded_test() : strand_(asio::make_strand(io_)) {}

    ~embedded_test() override
    {
        for (auto& one : opened_)
            if (one)
                stop(*one);
        io_.restart();
        io_.run();
    }

    /// Stopped at the end of the test.
    backend&
    open(const embedded_database& where, const embedded_options& how = {}, std::size_t most_bytes = 1 << 20)
    {
        opened_.push_back(make_embedded_backend(strand_, where, how, most_bytes));
        return *opened_.back();
    }
    backend& open_file(const embedded_options& how = {}) { return open({file("test.db"), false}, how); }

    template <class T>
    std::shared_ptr<under_way<T>> start(task<T> what)
    {
        auto started = std::make_shared<under_way<T>>();
        auto on_end = [started](std::exception_ptr thrown, T told)
        {
            if (thrown)
                std::rethrow_exception(thrown);
            started->told.emplace(std::move(told));
        };
        asio::co_spawn(
            strand_, std::move(what), asio::bind_cancellation_slot(started->stop.slot(), std::move(on_end)));
        return started;
    }

    /// Runs the loop until `done()`.
    template <class Predicate>
    void run_until(Predicate done)
    {
        io_.restart();
        while (!done())
            if (io_.run_one() == 0)
                throw std::logic_error("it waits for something that nothing will do");
    }

    template <class T>
    T finish(under_way<T>& what)
    {
        run_until([&] { return what.told.has_value(); });
        return std::move(*what.told);
    }

    template <class T>
    T run(task<T> what)
    {
        auto started = start(std::move(what));
        return finish(*started);
    }

    void stop(backend& b)
    {
        bool stopped = false;
        asio::co_spawn(strand_, b.stop(), [&](std::exception_ptr) { stopped = true; });
        run_until([&] { return stopped; });
    }

    result<answer> run(backend& b, const work& w) { return run(b.run(w)); }

    /// The one step's outcome; throws when the call as a whole failed.
    step_outcome outcome_of(backend& b, const statement& s)
    {
        auto told = run(b, work_of(s));
        return std::get<program_result>(std::move(told).value().what)[0];
    }
    rows query(backend& b, const statement& s)
    {
        auto told = outcome_of(b, s);
        if (auto* why = std::get_if<error>(&told))
            throw failure(*why);
        return std::get<rows>(std::move(told));
    }
    rows query(backend& b, std::string_view text) { return query(b, sql(text)); }
    error failure_of(backend& b, const statement& s)
    {
        auto told = outcome_of(b, s);
        auto* why = std::get_if<error>(&told);
        if (!why)
            throw std::logic_error("it succeeded: " + s.sql);
        return std::move(*why);
    }
    error failure_of(backend& b, std::string_view text) { return failure_of(b, sql(text)); }
    std::int64_t number(backend& b, std::string_view text) { return query(b, text).at(0, 0).as_integer(); }

    [[nodiscard]] std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

    ws::test::temporary_folder folder_;
    asio::io_context io_;
    asio::any_io_executor strand_;
    std::vector<std::unique_ptr<backend>> opened_;
};

} // namespace ws::turso::test
