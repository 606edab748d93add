#pragma once

#include "support/run_task.hpp"
#include "support/sqld_server.hpp"
#include "support/temporary_folder.hpp"

#include <ws/net/awaitable.hpp>
#include <ws/turso/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ws::turso
{

/// What a database behind a client is, as far as a test must know.
struct database_kind
{
    const char* name;
    bool remote;
    /// A statement checks at the server that its transaction is still there (version 3).
    bool guards;
    /// A second client opens the same database.
    bool shared;
    protocol_choice protocol = protocol_choice::automatic;

    friend void PrintTo(const database_kind& k, std::ostream* out) { *out << k.name; }
};

inline constexpr database_kind in_memory{"memory", false, true, false};
inline constexpr database_kind in_a_file{"file", false, true, true};
inline constexpr database_kind on_sqld{"sqld", true, true, true};
inline constexpr database_kind on_sqld_v2{"sqld_v2", true, false, true, protocol_choice::v2};

/// Runs the loop, with whatever it has to do, until an operation under way has ended.
template <class T>
T finish(boost::asio::io_context& io, std::future<T>& answer)
{
    io.restart();
    while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        if (io.run_one() == 0)
            throw std::logic_error("the call waits for something that nothing will do");
    return answer.get();
}

/// Starts an operation of a client, and runs the loop until it has ended.
template <class Op>
auto finish(boost::asio::io_context& io, Op op)
{
    auto answer = std::move(op)(boost::asio::use_future);
    return finish(io, answer);
}

/// A fresh database of one kind, with a client of it, for a test on the same thread.
class database_test : public testing::Test
{
protected:
    explicit database_test(const database_kind& kind);
    ~database_test() override;

    [[nodiscard]] const database_kind& kind() const noexcept { return kind_; }
    [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
    /// Only of a kind that is remote.
    [[nodiscard]] test::sqld_server& server() { return *server_; }

    /// The options of db(), for open().
    [[nodiscard]] options usual_options() const;
    /// A client with options of its own.
    client open(options how);
    client& db() { return *db_; }
    /// Instead of db(), on the same database.
    void reopen(options how);
    void close() { db_.reset(); }

    template <class Op>
    auto finish(Op op)
    {
        return turso::finish(io_, std::move(op));
    }
    /// The same for one under way.
    template <class T>
    T finish(std::future<T>& answer)
    {
        return turso::finish(io_, answer);
    }
    template <class T>
    T run(net::task<T> op)
    {
        return test::run(io_, std::move(op));
    }

    /// One statement of db(); throws what is not a success.
    rows done(std::string_view text) { return done(sql(text)); }
    rows done(statement what) { return finish(db().execute(std::move(what))).value(); }
    /// The error of one statement of db(); throws std::logic_error when there is none.
    error failing(statement what);
    error failing(std::string_view text) { return failing(sql(text)); }
    /// The integer that a statement of db() gives.
    std::int64_t number(std::string_view text);
    static boost::system::error_code sqlite_error(int code) { return {code, sqlite_category()}; }
    /// The rows of a statement as text, "1,one;2,two".
    std::string listed(std::string_view text);

private:
    database_kind kind_;
    test::temporary_folder folder_;
    boost::asio::io_context io_;
    std::unique_ptr<test::sqld_server> server_;
    std::optional<client> db_;
};

/// The same tests for every kind of database.
class every_database_test : public database_test, public testing::WithParamInterface<database_kind>
{
protected:
    every_database_test() : database_test(GetParam()) {}
};

/// "1,one;2,two": all cells as a person would write them.
std::string to_text(const rows& found);

inline auto every_database() { return testing::Values(in_memory, in_a_file, on_sqld, on_sqld_v2); }
inline auto every_shared_database() { return testing::Values(in_a_file, on_sqld, on_sqld_v2); }
inline auto every_guarding_database() { return testing::Values(in_memory, in_a_file, on_sqld); }
inline auto every_server() { return testing::Values(on_sqld, on_sqld_v2); }

inline std::string name_of(const testing::TestParamInfo<database_kind>& info) { return info.param.name; }

} // namespace ws::turso
