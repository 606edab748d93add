#include "turso/call_launch.hpp"
#include "turso/transaction_core.hpp"

#include <ws/turso/transaction.hpp>

#include <boost/asio/post.hpp>

namespace ws::turso
{
namespace
{

/// A call under way keeps the core: abandon() comes behind it on the strand, and a call
/// that was never started finds the connection gone.
void release(std::shared_ptr<transaction_core> core)
{
    if (!core)
        return;
    const auto on = core->on();
    boost::asio::post(on, [core = std::move(core)] { core->abandon(); });
}

} // namespace

transaction& transaction::operator=(transaction&& other) noexcept
{
    release(std::exchange(core_, std::move(other.core_)));
    return *this;
}

transaction::~transaction() { release(std::move(core_)); }

tx_state transaction::state() const noexcept { return core_->state(); }

void transaction::transaction_starts::execute(
    const core_pointer& core, handler_of<rows> done, statement what, call_options how)
{
    launch(core->on(), core, core->execute(std::move(what), how), std::move(done));
}

void transaction::transaction_starts::batch(
    const core_pointer& core, handler_of<std::vector<rows>> done, std::vector<statement> what,
    call_options how)
{
    launch(core->on(), core, core->batch(std::move(what), how), std::move(done));
}

void transaction::transaction_starts::commit(
    const core_pointer& core, handler_of<void> done, call_options how)
{
    launch(core->on(), core, core->commit(how), std::move(done));
}

void transaction::transaction_starts::rollback(
    const core_pointer& core, handler_of<void> done, call_options how)
{
    launch(core->on(), core, core->rollback(how), std::move(done));
}

} // namespace ws::turso
