#include "flush_scheduler.hpp"

#include <ws/net/turn_end.hpp>

#include <boost/asio/post.hpp>

#include <utility>

namespace ws::net
{

asio::execution_context::id flush_scheduler::id;

flush_scheduler::flush_scheduler(asio::io_context& context)
    : asio::execution_context::service(context), context_(context)
{
}

void flush_scheduler::schedule(entry& e)
{
    if (e.is_linked())
        return;
    dirty_.push_back(e);
    post_run();
}

void flush_scheduler::before_flush(std::function<void()> f)
{
    before_.push_back(std::move(f));
    post_run();
}

void flush_scheduler::enforce_later(send_budget& budget)
{
    over_budget_ = &budget;
    post_run();
}

void flush_scheduler::post_run()
{
    if (std::exchange(posted_, true))
        return;
    asio::post(context_, [this] { run(); });
}

void flush_scheduler::run()
{
    // While posted_ is set, what these calls send joins this very flush.
    for (const auto& f : std::exchange(before_, {}))
        f();
    posted_ = false;
    if (!before_.empty())
        post_run();
    // What a flush makes dirty belongs to the next turn: a listener that sends
    // from on_drained() must not keep everybody else waiting.
    decltype(dirty_) now;
    now.swap(dirty_);
    while (!now.empty())
    {
        entry& e = now.front();
        now.pop_front();
        e.flush();
    }
    if (send_budget* budget = std::exchange(over_budget_, nullptr))
        budget->enforce();
}

void at_turn_end(executor ex, std::function<void()> f)
{
    asio::use_service<flush_scheduler>(ex.context()).before_flush(std::move(f));
}

} // namespace ws::net
