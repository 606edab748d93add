#pragma once

#include <ws/net/executor.hpp>
#include <ws/net/send_budget.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace ws::net
{

/// What all flushes of a shard did so far.
struct flush_statistics
{
    std::uint64_t writes = 0; ///< system calls that took bytes
    std::uint64_t bytes = 0;
};

/// Has every connection of a shard that queued something flushed once, after
/// the handlers that are ready now: what many publications of one turn of the
/// event loop have for a connection leaves in one write.
///
/// One an io_context: `asio::use_service<flush_scheduler>(context)`. Belongs to
/// its thread.
class flush_scheduler : public asio::execution_context::service
{
public:
    using key_type = flush_scheduler;
    static asio::execution_context::id id;

    class entry
        : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
    {
    public:
        virtual void flush() = 0;

    protected:
        ~entry() = default;
    };

    explicit flush_scheduler(asio::io_context& context);

    /// Flushes `e` at the end of this turn; it may be asked for more than once.
    void schedule(entry& e);

    /// Calls `f` before the next flush (at_turn_end).
    void before_flush(std::function<void()> f);

    /// Has the budget enforced once all that is scheduled has been flushed.
    void enforce_later(send_budget& budget);

    void count_write(std::size_t bytes) noexcept
    {
        ++statistics_.writes;
        statistics_.bytes += bytes;
    }
    [[nodiscard]] const flush_statistics& statistics() const noexcept { return statistics_; }

private:
    void shutdown() override {}
    void post_run();
    void run();

    asio::io_context& context_;
    boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>> dirty_;
    std::vector<std::function<void()>> before_;
    send_budget* over_budget_ = nullptr;
    bool posted_ = false;
    flush_statistics statistics_;
};

} // namespace ws::net
