#include "turso/embedded_backend.hpp"

#include "turso/embedded_call.hpp"
#include "turso/embedded_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <utility>

namespace ws::turso
{
namespace
{

namespace asio = boost::asio;

/// Databases in memory are SQLite's memdb and not its shared cache: that one locks by
/// table and fails at once with SQLITE_LOCKED, where memdb waits as a file does. A
/// private one is a memdb too, under a name nobody else has: so its connection can be
/// opened anew without losing it. (memdb holds at most 1 GiB.)
std::string memory_uri(bool shared)
{
    static std::atomic<std::uint64_t> made{0};
    return shared ? "file:/ws-turso-shared?vfs=memdb"
                  : fmt::format("file:/ws-turso-private-{}?vfs=memdb", made.fetch_add(1));
}

connection_settings settings_for(const embedded_database& where, const embedded_options& how)
{
    connection_settings s;
    s.in_memory = where.path.empty();
    s.path = s.in_memory ? memory_uri(where.shared_memory) : where.path;
    s.how = how;
    return s;
}

std::shared_ptr<worker_lane>
reading_lane(const asio::any_io_executor& strand, connection_settings settings, std::size_t readers)
{
    settings.only_reads = true;
    return std::make_shared<worker_lane>(strand, settings, readers);
}

class embedded_backend : public backend
{
public:
    embedded_backend(
        const asio::any_io_executor& strand, const connection_settings& settings, std::size_t max_bytes)
        : max_bytes_(max_bytes), writer_(std::make_shared<worker_lane>(strand, settings, 1)),
          readers_(
              settings.in_memory || settings.how.readers == 0
                  ? writer_
                  : reading_lane(strand, settings, settings.how.readers)),
          stopped_bell_(strand, steady_time::max())
    {
    }
    embedded_backend(const embedded_backend&) = delete;
    embedded_backend& operator=(const embedded_backend&) = delete;

    ~embedded_backend() override
    {
        readers_->finish_now();
        writer_->finish_now();
    }

    task<result<answer>> run(const work& w) override
    {
        return run_alone(w.reads_only ? readers_ : writer_, w, max_bytes_);
    }

    std::unique_ptr<session> open_session(bool writes) override
    {
        return std::make_unique<embedded_session>(writes ? writer_ : readers_, !writes, max_bytes_);
    }

    [[nodiscard]] std::string_view begin_text(tx_mode mode) const override
    {
        return mode == tx_mode::write ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED";
    }

    task<void> stop() override
    {
        co_await asio::this_coro::throw_if_cancelled(false);
        if (!std::exchange(stopping_, true))
        {
            readers_->close();
            writer_->close();
            if (readers_ != writer_)
                co_await writer_->finish();
            if (readers_ != writer_)
                co_await readers_->finish();
            stopped_ = true;
            stopped_bell_.cancel();
        }
        while (!stopped_)
            co_await stopped_bell_.async_wait(asio::as_tuple(asio::use_awaitable));
    }

private:
    /// Static, because the backend may be destroyed while it waits.
    static task<result<answer>>
    run_alone(std::shared_ptr<worker_lane> lane, const work& w, std::size_t max_bytes)
    {
        co_await asio::this_coro::throw_if_cancelled(false);
        stop_flag stop;
        const worker_lane::call here(lane, stop);
        auto leased = co_await lane->acquire(w.deadline, here);
        if (!leased)
            co_return std::move(leased).error();
        const call_rules how{max_bytes, false, true};
        co_return co_await carry_out_at(*leased, w, here, how, lane->strand());
    }

    std::size_t max_bytes_;
    std::shared_ptr<worker_lane> writer_;
    std::shared_ptr<worker_lane> readers_; ///< the same as writer_ in memory
    asio::steady_timer stopped_bell_;      ///< never expires; cancelled when stopped_
    bool stopping_ = false;
    bool stopped_ = false;
};

} // namespace

std::unique_ptr<backend> make_embedded_backend(
    boost::asio::any_io_executor strand, const embedded_database& where, const embedded_options& how,
    std::size_t max_response_bytes)
{
    return std::make_unique<embedded_backend>(strand, settings_for(where, how), max_response_bytes);
}

} // namespace ws::turso
