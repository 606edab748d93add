#include "turso_client.hpp"

#include "support/run_task.hpp"

#include <ws/turso/client.hpp>
#include <ws/turso/group.hpp>
#include <ws/turso/statement_group.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>

namespace bench
{
namespace
{

namespace asio = boost::asio;
using namespace ws::turso;
using inserter = group_executor<statement, rows>;

rusage usage_now()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return used;
}

double cpu_seconds(const rusage& used)
{
    const auto seconds = [](const timeval& t)
    { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

client open_client(asio::io_context& io, const std::string& url)
{
    options how;
    how.url = url;
    return client::open(io.get_executor(), std::move(how)).value();
}

/// All callers of a workload.
class crowd
{
public:
    crowd(client db, const workload& what) : db_(std::move(db)), what_(what)
    {
        if (what.what == activity::grouped_inserts)
            group_.emplace(db_, make_statement_group());
    }

    void work_off(asio::io_context& io, std::size_t operations)
    {
        left_ = operations;
        busy_ = 0;
        std::size_t working = what_.callers;
        for (std::size_t i = 0; i < what_.callers; ++i)
            asio::co_spawn(
                io, call_until_done(),
                [&](std::exception_ptr thrown)
                {
                    --working;
                    if (thrown)
                        std::rethrow_exception(thrown);
                });
        io.restart();
        while (working > 0 && io.run_one() > 0)
        {
        }
    }

    [[nodiscard]] std::size_t busy() const { return busy_; }

private:
    ws::net::task<void> call_until_done()
    {
        while (left_ > 0)
        {
            const auto key = static_cast<std::int64_t>(1 + --left_ % player_count);
            switch (what_.what)
            {
            case activity::selects:
                co_await select(key);
                break;
            case activity::inserts:
                co_await insert(key);
                break;
            case activity::grouped_inserts:
                co_await insert_in_group(key);
                break;
            }
        }
    }

    ws::net::task<void> select(std::int64_t key)
    {
        const auto got = co_await db_.execute(sql(std::string(select_text), key), {}, ws::net::use_task);
        if (got.value().at(0, 0).as_integer() != key)
            throw std::runtime_error("the row of another player");
    }

    ws::net::task<void> insert(std::int64_t key)
    {
        for (bool again = true; again;)
        {
            auto got =
                co_await db_.execute(sql(std::string(insert_text), key, event_text), {}, ws::net::use_task);
            again = was_busy(got);
        }
    }

    ws::net::task<void> insert_in_group(std::int64_t key)
    {
        for (bool again = true; again;)
        {
            auto got = co_await group_->submit(
                sql(std::string(insert_text), key, event_text), {}, ws::net::use_task);
            again = was_busy(got);
        }
    }

    bool was_busy(const result<rows>& told)
    {
        if (!told && told.error().code == condition::busy)
        {
            ++busy_;
            return true;
        }
        if (told.value().facts().affected_rows != 1)
            throw std::runtime_error("an insert inserted nothing");
        return false;
    }

    client db_;
    workload what_;
    std::optional<inserter> group_;
    std::size_t left_ = 0;
    std::size_t busy_ = 0;
};

} // namespace

void create_tables(const std::string& url)
{
    asio::io_context io(1);
    auto create = [](client db) -> ws::net::task<void>
    {
        auto done = co_await db.run_script(std::string(schema), {}, ws::net::use_task);
        done.value();
    };
    ws::test::run(io, create(open_client(io, url)));
}

figures run_turso_client(const std::string& url, const workload& what)
{
    asio::io_context io(1);
    crowd callers(open_client(io, url), what);
    callers.work_off(io, warm_up_operations);

    const auto began = std::chrono::steady_clock::now();
    const double cpu_before = cpu_seconds(usage_now());
    callers.work_off(io, what.operations);
    const rusage used = usage_now();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

    figures f;
    f.operations = static_cast<double>(what.operations);
    f.seconds = took.count();
    f.cpu_seconds = cpu_seconds(used) - cpu_before;
    f.peak_kib = static_cast<double>(used.ru_maxrss);
    f.busy = static_cast<double>(callers.busy());
    return f;
}

} // namespace bench
