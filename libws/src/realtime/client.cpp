#include "realtime/client.hpp"

#include "realtime/core.hpp"
#include "realtime/random.hpp"

#include <ws/base/log.hpp>

#include <cassert>
#include <exception>
#include <utility>

namespace ws::realtime
{
namespace
{

/// RFC 6455 §5.5: a control frame holds 125 bytes, two of them the code.
constexpr std::size_t max_reason_bytes = 123;

/// Whether the JavaScript client could take a reason for JSON, or for none: it
/// would then ignore the code. No text that begins otherwise is JSON.
bool may_be_json(std::string_view reason)
{
    const std::size_t first = reason.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return true;
    const std::string_view text = reason.substr(first);
    const bool is_word = text.starts_with("true") || text.starts_with("false") || text.starts_with("null");
    return is_word || std::string_view("{[\"-0123456789").find(text.front()) != std::string_view::npos;
}

std::string reason_text(const disconnect& d, std::string_view detail)
{
    std::string text(d.reason);
    if (!detail.empty())
        text.append(": ").append(detail);
    if (may_be_json(text))
        text.insert(0, "disconnected: ");
    return std::string(log::excerpt(text, max_reason_bytes));
}

} // namespace

client::client(
    core& shard, net::websocket& connection, connection_origin from, std::optional<identity> admitted)
    : shard_(shard), connection_(&connection), info_(std::make_shared<const client_info>()),
      facts_(std::make_unique<connection_facts>()), timer_(shard.wheel, [this] { on_due(); })
{
    facts_->origin = std::move(from);
    if (admitted)
        admitted_ = std::make_unique<identity>(std::move(*admitted));
    shard_.clients.opened(*this);
    start_stale_timer();
    connection.read_next();
}

client::~client() { assert(subscriptions_.empty()); }

// ---- frames ---------------------------------------------------------------

void client::on_message(std::string_view payload, bool is_text)
{
    reading_ = false;
    if (is_closed())
        return;
    shard_.counts.bytes_in += payload.size();
    if (!is_text)
        return close(close_with::bad_request, "binary frame on a JSON connection");
    if (payload.empty())
        return close(close_with::bad_request, "empty frame");
    inbox_.assign(payload);
    remaining_ = inbox_;
    pump();
}

void client::on_drained() { pump(); }

void client::on_overflow()
{
    if (!is_closed())
        close(close_with::slow);
}

void client::on_closed(const net::close_cause& cause)
{
    if (!is_closed())
        audit(
            "client_gone", {{"code", cause.code},
                            {"reason", log::excerpt(cause.reason)},
                            {"write_stalled", cause.write_stalled}});
    count_end(cause);
    leave_everything();
    facts_->origin.watch.reset();
    connection_ = nullptr;
}

void client::count_end(const net::close_cause& cause)
{
    node_counts& counts = shard_.counts;
    (cause.by_peer ? counts.closed_by_peer : counts.closed_by_us).add(cause.code);
    if (!was_connected_)
        return;
    const std::chrono::duration<double> stayed = shard_.now_in_seconds() - facts_->connected;
    counts.connected_seconds.observe(std::max(stayed.count(), 0.0)); // the clock may have been set
}

/// Takes commands until one waits, the replies pile up, or none is left.
void client::pump()
{
    if (pumping_)
        return;
    const auto self = shared_from_this();
    pumping_ = true;
    try
    {
        while (!is_closed() && !busy_ &&
               connection_->queued_reply_bytes() <= shard_.options.reply_backlog_bytes && take_next())
        {
        }
    }
    catch (...)
    {
        close(close_with::internal_error);
        throw;
    }
    pumping_ = false;
}

/// False when the frame is used up; the next one is then on its way.
bool client::take_next()
{
    const auto text = shard_.format.next_command(remaining_);
    if (!text)
    {
        inbox_ = {};
        remaining_ = {};
        if (!std::exchange(reading_, true))
            connection_->read_next();
        return false;
    }
    std::string why;
    auto decoded = shard_.format.decode(*text, why);
    if (decoded)
        dispatch(*decoded);
    else
        close(close_with::bad_request, why);
    return true;
}

void client::dispatch(command& c)
{
    const bool is_connect = std::holds_alternative<connect_command>(c.body);
    if (state_ == state::unusable)
        return close(close_with::bad_request, "command after a failed connect");
    if (state_ == state::opened && !is_connect)
        return close(close_with::bad_request, "the first command must be connect");
    if (state_ != state::opened && is_connect)
        return close(close_with::bad_request, "connected already");
    ++shard_.counts.commands[c.body.index()];
    if (!std::holds_alternative<pong>(c.body) && !within_command_rate(c.id))
        return;
    std::visit([&](auto& body) { handle(c.id, body); }, c.body);
}

// ---- work that waits --------------------------------------------------------

void client::start(net::task<void> job)
{
    busy_ = true;
    shard_.tasks.spawn(run_job(std::move(job), shared_from_this()));
}

net::task<void> client::run_job(net::task<void> job, std::shared_ptr<client> self)
{
    std::exception_ptr failure;
    try
    {
        co_await std::move(job);
    }
    catch (...)
    {
        failure = std::current_exception();
    }
    self->busy_ = false;
    if (failure)
    {
        self->close(close_with::internal_error);
        std::rethrow_exception(failure);
    }
    if (self->leaving_)
        self->close(close_with::shutdown);
    else
        self->pump();
}

// ---- answers ----------------------------------------------------------------

void client::send_reply(std::string_view messages)
{
    if (is_closed())
        return;
    const net::frame_ptr f = shard_.format.seal(messages);
    shard_.counts.bytes_out += f->payload().size();
    connection_->send(f, net::frame_kind::reply);
}

void client::fail(std::uint32_t id, const client_error& e)
{
    node_counts& counts = shard_.counts;
    (state_ == state::unusable ? counts.failed_connects : counts.command_errors).add(e.code);
    std::string out;
    shard_.format.error_reply(out, id, e);
    send_reply(out);
}

void client::push(const net::frame_ptr& f)
{
    if (is_closed())
        return;
    shard_.counts.bytes_out += f->payload().size();
    connection_->send(f, net::frame_kind::push);
}

// ---- the end ----------------------------------------------------------------

void client::close(const disconnect& d, std::string_view detail)
{
    if (is_closed())
        return;
    const bool slow = d.code == close_with::slow.code;
    if (!slow)
        shard_.channels.flush();
    const std::string reason = reason_text(d, detail);
    audit("client_disconnected", {{"code", d.code}, {"reason", reason}});
    if (state_ == state::opened || state_ == state::connecting)
        shard_.counts.failed_connects.add(d.code);
    connection_->close(d.code, reason, slow);
    leave_everything();
}

/// After the socket was told: nobody may see two live connections of one client.
void client::leave_everything()
{
    if (state_ == state::connecting || state_ == state::connected)
        shard_.clients.remove(*this);
    state_ = state::closed;
    shard_.clients.closed(*this);
    timer_.cancel();
    inbox_ = {};
    remaining_ = {};
    while (!subscriptions_.empty())
        leave(*subscriptions_.back());
}

} // namespace ws::realtime
