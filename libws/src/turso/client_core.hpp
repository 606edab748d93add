#pragma once

#include "turso/admission.hpp"
#include "turso/backend.hpp"
#include "turso/repeat_budget.hpp"

#include <ws/turso/client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <random>

namespace ws::turso
{

/// How a call went, for the metrics.
struct call_log
{
    call_kind kind;
    steady_time started;
    steady_time deadline;
    std::chrono::nanoseconds queued{0};
    unsigned attempts = 0;
    std::uint64_t rows_read = 0;
    std::uint64_t rows_written = 0;

    void add(const rows& r)
    {
        rows_read += r.facts().rows_read;
        rows_written += r.facts().rows_written;
    }
};

/// What all copies of a client share. Everything runs on its strand, but for the
/// constructor and stats().
class client_core : public std::enable_shared_from_this<client_core>
{
public:
    using strand = boost::asio::strand<boost::asio::any_io_executor>;
    using make_backend = std::function<std::unique_ptr<backend>(const boost::asio::any_io_executor& strand)>;

    client_core(const boost::asio::any_io_executor& executor, options how, const make_backend& make);

    task<result<rows>> execute(statement what, call_options how);
    task<result<std::vector<rows>>> batch(tx_mode mode, std::vector<statement> what, call_options how);
    task<result<program_result>> run(program what, call_options how);
    task<result<>> run_script(std::string text, call_options how);
    task<result<statement_description>> describe(std::string text, call_options how);
    task<result<transaction>> begin(tx_options mode, call_options how);
    task<result<std::shared_ptr<transaction_core>>> open_transaction(tx_options mode, call_options how);
    task<result<>> shutdown(std::chrono::milliseconds grace);

    /// The last handle has gone: what is under way ends soon.
    void abandon();

    [[nodiscard]] client_stats stats() const;

    // For transactions.

    [[nodiscard]] const strand& on() const noexcept { return strand_; }
    [[nodiscard]] std::chrono::milliseconds default_deadline() const noexcept { return options_.deadline; }
    [[nodiscard]] call_log new_call(call_kind kind, const call_options& how) const;
    /// Tells the metrics, and hands the result through.
    template <class T>
    result<T> ended(call_log& log, result<T> outcome);
    void transaction_ended(bool abandoned);
    [[nodiscard]] std::string_view begin_text(tx_mode mode) const { return backend_->begin_text(mode); }

private:
    struct counters
    {
        std::atomic<std::size_t> under_way{0};
        std::atomic<std::size_t> open_transactions{0};
        std::atomic<std::size_t> queued{0};
        std::atomic<std::uint64_t> calls{0};
        std::atomic<std::uint64_t> failures{0};
        std::atomic<std::uint64_t> repeats{0};
        std::atomic<std::uint64_t> outcomes_unknown{0};
        std::atomic<std::uint64_t> abandoned_transactions{0};
    };

    /// Waits for its turn; a success must be followed by leave().
    task<result<>> enter(admission::stay length, call_log& log);
    void leave(admission::stay length);
    /// In its turn: attempts, pauses, attempts.
    task<result<answer>> attempt(work w, call_log& log);
    /// enter(), attempt(), leave().
    task<result<answer>> carry_out(work w, call_log& log);
    [[nodiscard]] bool worth_repeating(const error& e, const work& w, unsigned attempts);
    [[nodiscard]] std::chrono::milliseconds pause_before_repeat(const error& e, unsigned attempts);
    /// False: there is no time for another attempt.
    task<bool> pause_for_repeat(const error& why, const call_log& log);
    task<void> close();
    void note_counts();
    void report(const call_log& log, const error* why);

    strand strand_;
    options options_;
    std::unique_ptr<backend> backend_;
    admission admission_;
    repeat_budget budget_;
    std::minstd_rand random_{std::random_device{}()};
    bool closing_ = false;
    bool closed_ = false;
    boost::asio::steady_timer idle_; ///< never expires; cancelled when the last one left
    counters counters_;
};

template <class T>
result<T> client_core::ended(call_log& log, result<T> outcome)
{
    if (outcome)
    {
        report(log, nullptr);
        return outcome;
    }
    error why = std::move(outcome).error();
    why.attempts = log.attempts;
    report(log, &why);
    return why;
}

/// An error of the client itself.
error client_error(errc code, outcome what_happened, std::string message);

} // namespace ws::turso
