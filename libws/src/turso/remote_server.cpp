#include "turso/remote_server.hpp"

#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/remote_exchange.hpp"

#include <boost/asio/detached.hpp>

#include <algorithm>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// A server that spoke version 2 may have been updated since.
constexpr auto version_2_holds = 1h;
/// For the request that nobody waits for.
constexpr auto closing_takes = 5s;

net::http_client_options transport_options(const options& how)
{
    net::http_client_options o;
    o.max_connections_per_host = how.max_connections;
    o.max_idle_connections = how.max_connections;
    o.ca_file = how.ca_file;
    return o;
}

} // namespace

remote_server::remote_server(
    const boost::asio::any_io_executor& strand, remote_database where, const options& how)
    : strand_(strand), where_(std::move(where)), options_(how),
      token_(where_.token.empty() ? how.token : where_.token),
      version_(how.protocol == protocol_choice::v2 ? hrana_version::v2 : hrana_version::v3),
      http_(net::make_curl_http_client(strand, transport_options(how))), changed_(strand, steady_time::max())
{
}

hrana_version remote_server::version_now()
{
    if (fell_back_at_ && std::chrono::steady_clock::now() - *fell_back_at_ > version_2_holds)
    {
        fell_back_at_.reset();
        version_ = hrana_version::v3;
    }
    return version_;
}

void remote_server::fall_back_to_version_2()
{
    version_ = hrana_version::v2;
    fell_back_at_ = std::chrono::steady_clock::now();
}

task<result<pipeline_answer>>
remote_server::ask(const remote_database& where, const work& w, std::string baton, bool close)
{
    bool renewed = false;
    for (;;)
    {
        const hrana_version version = version_now();
        if (auto why = refusal(w, version))
            co_return std::move(*why);
        pipeline_options how;
        how.version = version;
        how.baton = baton;
        how.close = close;
        if (options_.read_your_writes)
            how.replication_index = replication_index_;
        exchange_order order;
        order.url = where.url_of(version == hrana_version::v3 ? "/v3/pipeline" : "/v2/pipeline");
        order.what = write_pipeline(w, how);
        order.deadline = w.deadline;
        order.repeatable = w.may_repeat && baton.empty();
        order.has_baton = !baton.empty();
        order.reads_only = w.reads_only;
        const secret used = token_;
        auto got = co_await exchange(std::move(order));
        if (got.told)
        {
            replication_index_ = std::max(replication_index_, got.told->replication_index);
            co_return std::move(got.told);
        }
        const bool falls_back = got.wants_version_2 && version == hrana_version::v3 &&
                                options_.protocol == protocol_choice::automatic;
        if (falls_back)
        {
            fall_back_to_version_2();
            continue;
        }
        const bool may_renew = got.told.error().http_status == 401 && baton.empty() && !renewed;
        renewed = may_renew && co_await renew_token(used);
        if (!renewed)
            co_return std::move(got.told);
    }
}

task<remote_server::exchange_outcome> remote_server::exchange(exchange_order order)
{
    exchange_outcome ended;
    if (stopped_)
    {
        ended.told = client_error(errc::shut_down, outcome::not_executed, "the client is shut down");
        co_return ended;
    }
    remote_exchange reading(order.what.shape, order.has_baton, options_.max_response_bytes);
    auto request = request_of(order);
    request.on_body = [&reading](unsigned status, std::string_view piece)
    { return reading.take(status, piece); };
    ++exchanges_;
    auto got = co_await http_->send(std::move(request), boost::asio::use_awaitable);
    --exchanges_;
    changed_.cancel();
    if (got)
        ended.told = reading.finish(*got);
    else
        ended.told = reading.failed(got.error());
    ended.wants_version_2 = reading.speaks_no_version_3();
    if (!ended.told && order.reads_only)
    {
        // What only reads has stored nothing, whether its answer came or not.
        error why = std::move(ended.told).error();
        why.what_happened = outcome::not_executed;
        ended.told = std::move(why);
    }
    co_return ended;
}

net::outgoing_request remote_server::request_of(exchange_order& order) const
{
    net::outgoing_request r;
    r.method = "POST";
    r.url = std::move(order.url);
    r.headers.push_back({"Content-Type", "application/json"});
    if (!token_.empty())
        r.headers.push_back({"Authorization", "Bearer " + std::string(token_.reveal())});
    r.headers.push_back({"x-libsql-client-version", "libws-" LIBWS_VERSION});
    if (!options_.encryption_key.empty())
        r.headers.push_back({"x-turso-encryption-key", std::string(options_.encryption_key.reveal())});
    if (!options_.database_namespace.empty())
        r.headers.push_back({"x-namespace", options_.database_namespace});
    r.body = std::move(order.what.body);
    r.repeatable = order.repeatable;
    const auto left = order.deadline - std::chrono::steady_clock::now();
    r.deadline = std::max(std::chrono::ceil<std::chrono::milliseconds>(left), 1ms);
    r.connect_timeout = std::min(options_.connect_timeout, r.deadline);
    r.max_response_bytes = options_.max_response_bytes;
    return r;
}

task<bool> remote_server::renew_token(const secret& refused)
{
    const auto differs = [&] { return token_.reveal() != refused.reveal(); };
    if (!options_.refresh_token || differs())
        co_return differs();
    if (renewing_)
    {
        while (renewing_)
        {
            co_await changed_.async_wait(use_tuple);
            const bool cancelled = co_await was_cancelled();
            if (cancelled || stopped_)
                co_return false;
        }
        co_return differs();
    }
    renewing_ = true;
    auto start = [this](auto done)
    { options_.refresh_token(boost::asio::any_completion_handler<void(secret)>(std::move(done))); };
    secret fresh = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(secret)>(
        std::move(start), boost::asio::use_awaitable);
    renewing_ = false;
    if (!fresh.empty())
        token_ = std::move(fresh);
    changed_.cancel();
    co_return differs();
}

void remote_server::close_in_background(const remote_database& where, std::string baton)
{
    if (stopped_)
        return;
    auto close = [](std::shared_ptr<remote_server> self, remote_database at, std::string b) -> task<void>
    { co_await self->close_stream(std::move(at), std::move(b)); };
    boost::asio::co_spawn(strand_, close(shared_from_this(), where, std::move(baton)), boost::asio::detached);
}

task<void> remote_server::close_stream(remote_database where, std::string baton)
{
    exchange_order order;
    order.url = where.url_of(version_ == hrana_version::v3 ? "/v3/pipeline" : "/v2/pipeline");
    order.what = write_close(baton);
    order.deadline = std::chrono::steady_clock::now() + closing_takes;
    order.has_baton = true;
    // A failure needs no care: the server ends streams that rest.
    (void)co_await exchange(std::move(order));
}

task<void> remote_server::stop()
{
    stopped_ = true;
    http_.reset();
    changed_.cancel();
    while (exchanges_ > 0)
        co_await changed_.async_wait(use_tuple);
}

} // namespace ws::turso
