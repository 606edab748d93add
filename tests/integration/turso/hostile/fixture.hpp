#pragma once

#include "support/hrana_peer.hpp"
#include "support/log_capture.hpp"
#include "support/scripted_server.hpp"

#include <ws/turso/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ws::turso
{

inline constexpr std::string_view secret_token = "token-that-nobody-may-see";
inline constexpr std::string_view secret_key = "a2V5IHRoYXQgbm9ib2R5IG1heSBzZWU=";

/// Names the cases of a table whose entries have a name.
inline constexpr auto by_name = [](const auto& one) { return std::string(one.param.name); };

/// A client of a server that does what a test tells it, and behaves where it tells nothing.
class hostile_test : public testing::Test
{
protected:
    using script = test::scripted_server::script;

    explicit hostile_test(test::scripted_server::options how = {});
    /// Expects that nothing is left open, and that no secret was logged.
    ~hostile_test() override;

    test::scripted_server& server() { return server_; }
    /// How the next request is met; those after the last such are answered well.
    void next(test::reaction what);
    void next(unsigned status, std::string_view body, std::string_view headers = "");
    /// How all are met from now on, for which no next() was said. Called on threads of the
    /// server, one call at a time.
    void answer_by(script s);
    /// The pipelines so far.
    [[nodiscard]] std::vector<test::seen_pipeline> pipelines() const;

    /// Of db(): with secrets, long deadlines and short pauses.
    [[nodiscard]] options usual_options() const;
    client& db() { return *db_; }
    client open(options how) { return client::open(io_.get_executor(), std::move(how)).value(); }
    void reopen(options how);
    void close() { db_.reset(); }

    boost::asio::io_context& io() { return io_; }
    /// Lets the client work until `done`; false where that takes half a minute.
    bool run_until(const std::function<bool()>& done);
    template <class T>
    T finish(std::future<T>& answer);
    template <class Op>
    auto finish(Op op);

    static statement a_write() { return sql("INSERT INTO t VALUES (1)"); }
    static statement a_read() { return sql("SELECT n FROM t"); }
    /// A transaction in which one statement was answered well.
    transaction begun();

    /// The error of a call of db() on one statement; throws std::logic_error when there is none.
    error failing(statement what, call_options how = {});
    /// The same when the next request is met with `what`.
    error write_met_with(test::reaction what);
    error read_met_with(test::reaction what);
    /// Nothing is under way, no secret is in the error, and a good request succeeds.
    void expect_usable_after(const error& why);
    void expect_usable();

private:
    test::reaction react(const test::seen_request& request);

    test::log_capture log_;
    std::mutex mutex_;
    std::deque<test::reaction> next_;
    script script_;
    test::scripted_server server_;
    boost::asio::io_context io_;
    std::optional<client> db_;
};

template <class T>
T hostile_test::finish(std::future<T>& answer)
{
    using namespace std::chrono_literals;
    if (!run_until([&] { return answer.wait_for(0s) == std::future_status::ready; }))
        throw std::logic_error("the call does not end");
    return answer.get();
}

template <class Op>
auto hostile_test::finish(Op op)
{
    auto answer = std::move(op)(boost::asio::use_future);
    return finish(answer);
}

} // namespace ws::turso
