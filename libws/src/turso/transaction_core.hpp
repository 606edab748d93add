#pragma once

#include "turso/admission.hpp"
#include "turso/backend.hpp"
#include "turso/client_core.hpp"

#include <ws/turso/transaction.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace ws::turso
{

/// An interactive transaction: its connection, and whether it is still in it. On the
/// client's strand, but for state().
class transaction_core : public std::enable_shared_from_this<transaction_core>
{
public:
    transaction_core(std::shared_ptr<client_core> owner, std::unique_ptr<session> connection, tx_options how);

    task<result<rows>> execute(statement what, call_options how);
    task<result<std::vector<rows>>> batch(std::vector<statement> what, call_options how);
    task<result<>> commit(call_options how);
    task<result<>> rollback(call_options how);

    /// The handle has gone: what is open is rolled back, without anybody waiting for it.
    void abandon();

    [[nodiscard]] tx_state state() const noexcept { return state_.load(std::memory_order_relaxed); }
    [[nodiscard]] const client_core::strand& on() const noexcept { return owner_->on(); }

private:
    /// Statements of this transaction, one after the other until one fails.
    task<result<std::vector<rows>>> run_steps(std::vector<statement> what, call_log& log);
    /// COMMIT or ROLLBACK, and the end of the connection.
    task<result<answer>> end_with(std::string_view text, call_log& log);

    /// One call at a time; a success must be followed by leave_turn().
    task<result<>> take_turn(const call_log& log);
    void leave_turn();
    [[nodiscard]] result<> check_open();
    [[nodiscard]] result<> check_allowed(const std::vector<statement>& what) const;
    [[nodiscard]] program guarded(std::vector<statement> what) const;
    result<std::vector<rows>> read_steps(answer given, bool began);
    result<> read_commit(result<answer> given);
    void lose();
    /// The request failed as a whole: what its caller is told.
    error lose_with(error why);
    void finish(tx_state last);

    std::shared_ptr<client_core> owner_;
    std::unique_ptr<session> connection_; ///< none once it has ended
    tx_options how_;
    std::atomic<tx_state> state_{tx_state::fresh};
    std::optional<steady_time> began_;
    admission turns_;
    bool abandoned_ = false;
};

} // namespace ws::turso
