#include "turso/remote_server.hpp"

#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/remote_exchange.hpp"
#include "turso/secret_filter.hpp"

#include <boost/asio/detached.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// A server that spoke version 2 may have been updated since.
constexpr auto version_2_holds = 1h;
/// For the request that nobody waits for.
constexpr auto closing_takes = 5s;
/// For such a request when the client ends.
constexpr auto last_closing_takes = 1s;

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
      token_(std::make_shared<token_source>(
          strand, where_.token.empty() ? how.token : where_.token, how.refresh_token)),
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

bool remote_server::change_version(hrana_version asked)
{
    if (options_.protocol != protocol_choice::automatic)
        return false;
    const bool falls_back = asked == hrana_version::v3;
    version_ = falls_back ? hrana_version::v2 : hrana_version::v3;
    fell_back_at_.reset();
    if (falls_back)
        fell_back_at_ = std::chrono::steady_clock::now();
    return falls_back;
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
        const secret used = token_->current();
        auto got = co_await exchange(std::move(order));
        if (got.told)
        {
            replication_index_ = std::max(replication_index_, got.told->replication_index);
            co_return std::move(got.told);
        }
        if (got.left_open && !close)
            close_in_background(where, std::move(*got.left_open));
        if (got.wants_version_2 && change_version(version))
            continue;
        if (got.told.error().http_status != 401 || !baton.empty() || std::exchange(renewed, true))
            co_return std::move(got.told);
        auto has_another = co_await token_->renew(used, w.deadline, std::move(got.told).error());
        if (!has_another)
            co_return std::move(has_another).error();
    }
}

task<remote_server::exchange_outcome> remote_server::exchange(exchange_order order)
{
    exchange_outcome ended;
    if (stopped_ && !order.only_closes)
        ended.told = client_error(errc::shut_down, outcome::not_executed, "the client is shut down");
    else if (order.deadline <= std::chrono::steady_clock::now())
        ended.told = client_error(
            errc::timed_out, outcome::not_executed, "the deadline passed before it could be sent");
    if (!ended.told)
        co_return ended;
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
    if (!ended.told)
    {
        ended.left_open = reading.baton();
        ended.told = meant_by(std::move(ended.told).error(), order);
    }
    std::vector<secret> sent;
    sent.push_back(token_->current());
    sent.push_back(options_.encryption_key);
    hide_secrets(ended.told, sent);
    co_return ended;
}

error remote_server::meant_by(error why, const exchange_order& order)
{
    // Time for connecting is shorter than the deadline: another attempt may do better.
    if (why.code == errc::timed_out && why.what_happened == outcome::not_executed &&
        std::chrono::steady_clock::now() < order.deadline)
        why.code = errc::connection_failed;
    // What only reads has stored nothing, whether its answer came or not.
    if (order.reads_only)
        why.what_happened = outcome::not_executed;
    return why;
}

net::outgoing_request remote_server::request_of(exchange_order& order) const
{
    net::outgoing_request r;
    r.method = "POST";
    r.url = std::move(order.url);
    r.headers.push_back({"Content-Type", "application/json"});
    if (const auto& token = token_->current(); !token.empty())
        r.headers.push_back({"Authorization", "Bearer " + std::string(token.reveal())});
    r.headers.push_back({"x-libsql-client-version", "libws-" LIBWS_VERSION});
    if (!options_.encryption_key.empty())
        r.headers.push_back({"x-turso-encryption-key", std::string(options_.encryption_key.reveal())});
    if (!options_.database_namespace.empty())
        r.headers.push_back({"x-namespace", options_.database_namespace});
    r.body = std::move(order.what.body);
    r.repeatable = order.repeatable;
    // All connections may be taken by calls that wait for the lock of this very transaction.
    r.urgent = order.has_baton;
    const auto left = order.deadline - std::chrono::steady_clock::now();
    r.deadline = std::max(std::chrono::ceil<std::chrono::milliseconds>(left), 1ms);
    r.connect_timeout = std::min(options_.connect_timeout, r.deadline);
    r.max_response_bytes = options_.max_response_bytes;
    return r;
}

void remote_server::close_in_background(const remote_database& where, std::string baton)
{
    if (stopped_)
        return;
    ++closings_;
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
    order.only_closes = true;
    // A failure needs no care: the server ends streams that rest.
    (void)co_await exchange(std::move(order));
    --closings_;
    changed_.cancel();
}

task<void> remote_server::stop()
{
    stopped_ = true;
    token_->stop();
    // A stream that was given back keeps its lock until the server hears of it.
    const auto end = std::chrono::steady_clock::now() + last_closing_takes;
    changed_.expires_at(end);
    while (closings_ > 0 && std::chrono::steady_clock::now() < end)
        co_await changed_.async_wait(use_tuple);
    changed_.expires_at(steady_time::max());
    http_.reset();
    while (exchanges_ > 0)
        co_await changed_.async_wait(use_tuple);
}

} // namespace ws::turso
