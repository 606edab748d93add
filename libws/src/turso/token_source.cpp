#include "turso/token_source.hpp"

#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"

#include <utility>

namespace ws::turso
{

/// What a provider is given. Lost without a call, or by an exception, it tells that there
/// is no token: nobody is to wait for it in vain.
class token_source::reply
{
public:
    explicit reply(const std::shared_ptr<token_source>& source) : strand_(source->strand_), source_(source) {}
    reply(reply&&) noexcept = default;
    ~reply() { give({}); }

    void operator()(secret fresh) { give(std::move(fresh)); }

private:
    void give(secret fresh)
    {
        const auto source = std::exchange(source_, {}).lock();
        if (source)
            boost::asio::post(
                strand_, [source, given = std::move(fresh)]() mutable { source->take(std::move(given)); });
    }

    boost::asio::any_io_executor strand_;
    std::weak_ptr<token_source> source_; ///< a provider may keep this for longer than the client lives
};

token_source::token_source(boost::asio::any_io_executor strand, secret first, token_provider provider)
    : strand_(std::move(strand)), token_(std::move(first)), provider_(std::move(provider))
{
}

task<result<>> token_source::renew(secret refused, steady_time deadline, error refusal)
{
    const auto differs = [&] { return token_.reveal() != refused.reveal(); };
    if (differs())
        co_return result<>();
    if (!provider_)
        co_return refusal;
    if (!std::exchange(asking_, true))
        ask_provider();
    bool cancelled = false;
    boost::asio::steady_timer waiting(strand_, deadline);
    waiting_.insert(&waiting);
    while (asking_ && !stopped_ && !cancelled && std::chrono::steady_clock::now() < deadline)
    {
        co_await waiting.async_wait(use_tuple);
        cancelled = co_await was_cancelled();
    }
    waiting_.erase(&waiting);
    if (stopped_)
        co_return client_error(errc::shut_down, outcome::not_executed, "the client is shut down");
    if (cancelled)
        co_return client_error(
            errc::cancelled, outcome::not_executed, "cancelled while a new token was asked for");
    if (asking_)
        co_return client_error(
            errc::timed_out, outcome::not_executed, "the deadline passed while a new token was asked for");
    if (!differs())
        co_return refusal;
    co_return result<>();
}

void token_source::ask_provider()
{
    try
    {
        provider_(boost::asio::any_completion_handler<void(secret)>(reply(shared_from_this())));
    }
    catch (...)
    {
        // The reply, destroyed meanwhile, has told that there is no token.
        return;
    }
}

void token_source::take(secret fresh)
{
    asking_ = false;
    if (!fresh.empty())
        token_ = std::move(fresh);
    wake_all();
}

void token_source::stop()
{
    stopped_ = true;
    wake_all();
}

void token_source::wake_all()
{
    for (auto* timer : waiting_)
        timer->cancel();
}

} // namespace ws::turso
