#include "turso/remote_session.hpp"

#include "turso/base_url_rule.hpp"
#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"

#include <boost/asio/detached.hpp>

#include <optional>
#include <utility>

namespace ws::turso
{

namespace
{

/// Where a stream goes on after an answer.
result<remote_database>
next_place(const remote_database& at, const pipeline_answer& told, const remote_server& server)
{
    if (told.base_url.empty())
        return at;
    return follow_base_url(at, told.base_url, server.trusted_hosts());
}

} // namespace

struct remote_session::request_state
{
    explicit request_state(const boost::asio::any_io_executor& on) : done(on, steady_time::max()) {}

    boost::asio::steady_timer done; ///< never expires; cancelled when `told` is there
    std::optional<result<pipeline_answer>> told;
    bool forgotten = false; ///< nobody waits any more: close the stream
};

remote_session::remote_session(std::shared_ptr<remote_server> server)
    : server_(std::move(server)), where_(server_->where())
{
}

remote_session::~remote_session() { lose(); }

void remote_session::lose()
{
    lost_ = true;
    if (!baton_.empty())
        server_->close_in_background(where_, std::exchange(baton_, {}));
}

task<void> remote_session::ask(
    std::shared_ptr<request_state> state, std::shared_ptr<remote_server> server, remote_database where,
    work w, std::string baton, bool last)
{
    auto told = co_await server->ask(where, w, std::move(baton), last);
    if (state->forgotten && told && told->baton)
    {
        const auto next = next_place(where, *told, *server);
        server->close_in_background(next ? *next : where, std::move(*told->baton));
    }
    state->told = std::move(told);
    state->done.cancel();
}

task<result<answer>> remote_session::run(const work& w, bool last)
{
    // A server that gave no baton has ended the stream, and the transaction with it.
    if (lost_ || (opened_ && baton_.empty()))
        co_return client_error(errc::stream_lost, outcome::not_executed, "the stream has ended before");
    auto state = std::make_shared<request_state>(server_->on());
    boost::asio::co_spawn(
        server_->on(), ask(state, server_, where_, w, std::exchange(baton_, {}), last),
        boost::asio::detached);
    opened_ = true;
    bool cancelled = false;
    while (!state->told && !cancelled)
    {
        co_await state->done.async_wait(use_tuple);
        cancelled = co_await was_cancelled();
    }
    if (state->told)
        co_return read(std::move(*state->told), last);
    state->forgotten = true;
    lose();
    co_return client_error(errc::cancelled, outcome::unknown, "cancelled while the request was under way");
}

result<answer> remote_session::read(result<pipeline_answer> told, bool last)
{
    if (!told)
    {
        lose();
        return std::move(told).error();
    }
    if (told->baton && !last)
        baton_ = std::move(*told->baton);
    auto next = last ? where_ : next_place(where_, *told, *server_);
    if (!next)
    {
        // The stream is closed where it still is; its transaction is rolled back.
        lose();
        return std::move(next).error();
    }
    where_ = std::move(*next);
    if (told->whole_error)
    {
        if (!left_all_as_it_was(*told->whole_error))
            lose();
        return std::move(*told->whole_error);
    }
    return std::move(told->content);
}

} // namespace ws::turso
