#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/lost_transaction.hpp"

#include <ws/turso/group_engine.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace ws::turso
{
namespace
{

/// A group whose answer was lost is sent again this often, where that does no harm.
constexpr int most_resends = 2;

bool was_unguarded(const program_result& told)
{
    for (std::size_t i = 0; i < told.size(); ++i)
        if (const auto* why = told.failure_of(i); why && ended_unguarded(*why))
            return true;
    return false;
}

} // namespace

/// Runs on the client's strand, one group at a time.
class group_engine::core : public std::enable_shared_from_this<core>
{
public:
    core(client database, std::unique_ptr<plan> how, group_options limits)
        : database_(std::move(database)), on_(database_.get_executor()), plan_(std::move(how)),
          limits_(limits)
    {
    }

    task<result<>> submit(std::shared_ptr<item> work, call_options how);
    void close();
    [[nodiscard]] const boost::asio::any_io_executor& on() const noexcept { return on_; }

private:
    enum class stage : std::uint8_t
    {
        queued,
        sent,
        told,
    };

    struct member
    {
        member(std::shared_ptr<item> w, const boost::asio::any_io_executor& on, steady_time deadline)
            : work(std::move(w)), waiting(on, deadline)
        {
        }

        std::shared_ptr<item> work;
        boost::asio::steady_timer waiting; ///< cancelled when it is told
        stage at = stage::queued;
        result<> outcome;

        void tell(result<> given)
        {
            at = stage::told;
            outcome = std::move(given);
            waiting.cancel();
        }
    };
    using members = std::vector<std::shared_ptr<member>>;

    task<void> run_groups();
    members next_group();
    task<void> run_group(members group);
    task<result<program_result>> send(const program& composed);
    [[nodiscard]] result<> admit(const item& work) const;
    result<> leave_queue(const std::shared_ptr<member>& m, bool cancelled);

    client database_;
    boost::asio::any_io_executor on_;
    std::unique_ptr<plan> plan_;
    group_options limits_;
    std::deque<std::shared_ptr<member>> queue_;
    bool running_ = false;
    bool closed_ = false;
};

result<> group_engine::core::admit(const item& work) const
{
    if (closed_)
        return client_error(errc::shut_down, outcome::not_executed, "the group executor is gone");
    if (work.bytes > limits_.max_bytes)
        return client_error(
            errc::bad_argument, outcome::not_executed,
            "the item alone is larger than group_options::max_bytes");
    if (queue_.size() >= limits_.max_queue)
        return client_error(errc::queue_full, outcome::not_executed, "too many items wait already");
    return {};
}

task<result<>> group_engine::core::submit(std::shared_ptr<item> work, call_options how)
{
    co_await heed_cancellation();
    if (auto admitted = admit(*work); !admitted)
        co_return admitted;
    const auto deadline =
        std::chrono::steady_clock::now() + how.deadline.value_or(database_.default_deadline());
    auto m = std::make_shared<member>(std::move(work), on_, deadline);
    queue_.push_back(m);
    if (!std::exchange(running_, true))
    {
        auto groups = [](std::shared_ptr<core> self) -> task<void> { co_await self->run_groups(); };
        boost::asio::co_spawn(on_, groups(shared_from_this()), boost::asio::detached);
    }
    bool cancelled = false;
    while (m->at != stage::told && !cancelled && std::chrono::steady_clock::now() < deadline)
    {
        co_await m->waiting.async_wait(use_tuple);
        cancelled = co_await was_cancelled();
    }
    co_return leave_queue(m, cancelled);
}

result<> group_engine::core::leave_queue(const std::shared_ptr<member>& m, bool cancelled)
{
    if (m->at == stage::told)
        return std::move(m->outcome);
    const bool sent = m->at == stage::sent;
    if (!sent)
        std::erase(queue_, m);
    return client_error(
        cancelled ? errc::cancelled : errc::timed_out, sent ? outcome::unknown : outcome::not_executed,
        sent ? "its group was under way" : "its group was not sent yet");
}

group_engine::core::members group_engine::core::next_group()
{
    members group;
    std::size_t bytes = 0;
    while (!queue_.empty() && group.size() < limits_.max_items)
    {
        auto& first = queue_.front();
        if (!group.empty() && bytes + first->work->bytes > limits_.max_bytes)
            break;
        bytes += first->work->bytes;
        first->at = stage::sent;
        group.push_back(std::move(first));
        queue_.pop_front();
    }
    return group;
}

task<void> group_engine::core::run_groups()
{
    while (!queue_.empty())
        co_await run_group(next_group());
    running_ = false;
}

task<void> group_engine::core::run_group(members group)
{
    std::vector<std::shared_ptr<item>> items;
    for (const auto& m : group)
        items.push_back(m->work);
    const program composed = plan_->compose(items);
    auto told = co_await send(composed);
    if (told && !plan_->committed(items, *told) && was_unguarded(*told))
        told = lost_unguarded(); // to run it again might store some of it twice
    if (told && group.size() > 1 && !plan_->committed(items, *told))
    {
        // Nothing is stored. Alone, only the one that spoiled it fails.
        for (auto& m : group)
        {
            members alone(1, m);
            co_await run_group(std::move(alone));
        }
        co_return;
    }
    if (told)
        plan_->read(items, std::move(*told));
    for (const auto& m : group)
        m->tell(told ? result<>() : result<>(told.error()));
}

task<result<program_result>> group_engine::core::send(const program& composed)
{
    const call_options how(limits_.max_time);
    for (int resends = 0;; ++resends)
    {
        auto told = co_await database_.run(composed, how, boost::asio::use_awaitable);
        const bool lost = !told && told.error().what_happened == outcome::unknown;
        if (!lost || !plan_->idempotent() || resends == most_resends)
            co_return told;
    }
}

void group_engine::core::close()
{
    closed_ = true;
    for (const auto& m : std::exchange(queue_, {}))
        m->tell(client_error(errc::shut_down, outcome::not_executed, "the group executor is gone"));
}

group_engine::group_engine(client database, std::unique_ptr<plan> how, group_options limits)
    : core_(std::make_shared<core>(std::move(database), std::move(how), limits))
{
}

group_engine::~group_engine()
{
    boost::asio::post(core_->on(), [core = core_] { core->close(); });
}

void group_engine::submit(
    std::shared_ptr<item> work, call_options how, boost::asio::any_completion_handler<void(result<>)> done)
{
    launch(core_->on(), core_, core_->submit(std::move(work), how), std::move(done));
}

} // namespace ws::turso
