#include "alarm.hpp"
#include "curl_loop.hpp"
#include "curl_transfer.hpp"
#include "http_origin.hpp"
#include "origin_queue.hpp"

#include <ws/net/header_tokens.hpp>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

namespace ws::net
{
namespace
{

namespace asio = boost::asio;
using std::chrono::steady_clock;
using completion = asio::any_completion_handler<void(transfer_result)>;

/// A full connection's streams; more would make libcurl open another one.
constexpr std::size_t http2_requests_at_once = 100;
constexpr std::size_t most_spare_transfers = 32;
/// Whoever wants none says milliseconds::max(), which no clock can add.
constexpr std::chrono::milliseconds longest_deadline = std::chrono::hours(24);

/// Who waits for an answer. Keeps that one's loop running.
struct waiter
{
    waiter(completion&& h, const asio::any_io_executor& own)
        : handler(std::move(h)),
          executor(asio::prefer(
              asio::get_associated_executor(handler, own), asio::execution::outstanding_work.tracked))
    {
    }

    completion handler;
    asio::any_completion_executor executor;
};

/// A request until its answer is handed over.
struct asked
{
    asked(std::uint64_t own_id, outgoing_request&& r, http_origin&& o, waiter&& w)
        : id(own_id), request(std::move(r)), origin(std::move(o)), who(std::move(w)),
          due(steady_clock::now() + std::min(request.deadline, longest_deadline))
    {
    }

    std::uint64_t id;
    outgoing_request request;
    http_origin origin;
    waiter who;
    steady_clock::time_point due;
    std::unique_ptr<curl_transfer> transfer; ///< none while it waits in line
};

/// By way of our own executor, for the handler's may offer no more than dispatch();
/// and a handler is never called while its caller still works on the request.
void complete(const asio::any_io_executor& own, waiter who, transfer_result result)
{
    auto hop = [w = std::move(who), r = std::move(result)]() mutable
    {
        const auto executor = w.executor;
        auto call = [handler = std::move(w.handler), answer = std::move(r)]() mutable
        { std::move(handler)(std::move(answer)); };
        asio::dispatch(executor, std::move(call));
    };
    asio::post(own, std::move(hop));
}

/// Why a request cannot be sent as it is; "" where it can.
std::string what_is_wrong(const outgoing_request& request)
{
    if (!is_token(request.method))
        return "not a method of HTTP";
    for (const auto& [name, value] : request.headers)
        if (!is_token(name) || !std::all_of(value.begin(), value.end(), is_value_char))
            return "a header has a name or a value that HTTP does not allow";
    return {};
}

class curl_http_client final : public http_client
{
public:
    curl_http_client(asio::any_io_executor executor, http_client_options options)
        : executor_(std::move(executor)), options_(std::move(options)),
          queue_(std::max<std::size_t>(1, options_.max_connections_per_host), http2_requests_at_once),
          deadline_(executor_, [this] { end_overdue(); }),
          loop_(executor_, options_, [this](CURL* easy, CURLcode code) { on_done(easy, code); })
    {
    }

    ~curl_http_client() override;

    std::size_t under_way() const noexcept override { return asked_.size(); }

private:
    void start(outgoing_request request, completion handler) override;
    void listen_for_cancellation(const asked& a);

    void let_out(std::string origin);
    void launch(asked& a);
    CURLcode set_off(asked& a);
    void on_done(CURL* easy, CURLcode code);
    void end_overdue();
    void abort(std::uint64_t id, error_code code, std::string message);
    std::unique_ptr<asked> take_out(std::uint64_t id);
    void hand_over(std::unique_ptr<asked> a, transfer_result result);

    std::unique_ptr<curl_transfer> take_transfer();
    void set_deadline();
    void rest_soon();

    asio::any_io_executor executor_;
    http_client_options options_;
    origin_queue queue_;
    alarm deadline_;
    std::unordered_map<std::uint64_t, std::unique_ptr<asked>> asked_;
    std::multimap<steady_clock::time_point, std::uint64_t> deadlines_;
    std::vector<std::unique_ptr<curl_transfer>> spare_;
    std::uint64_t last_id_ = 0;
    /// Gone with the client: a cancellation may come from anywhere, at any time.
    std::shared_ptr<void> alive_ = std::make_shared<char>();
    curl_loop loop_;
};

curl_http_client::~curl_http_client()
{
    queue_ = origin_queue(0, 0); // lets nobody out any more
    while (!asked_.empty())
        abort(asked_.begin()->first, errc::closed, "the client is shutting down");
}

void curl_http_client::start(outgoing_request request, completion handler)
{
    waiter who(std::move(handler), executor_);
    auto origin = http_origin::of(request.url);
    if (!origin)
    {
        const error_code code(CURLE_URL_MALFORMAT, curl_category());
        transfer_failure why{code, "not an absolute http or https URL", false};
        return complete(executor_, std::move(who), std::move(why));
    }
    if (auto wrong = what_is_wrong(request); !wrong.empty())
    {
        transfer_failure why{errc::malformed_input, std::move(wrong), false};
        return complete(executor_, std::move(who), std::move(why));
    }

    const auto id = ++last_id_;
    const bool urgent = request.urgent;
    auto a = std::make_unique<asked>(id, std::move(request), std::move(*origin), std::move(who));
    listen_for_cancellation(*a);
    deadlines_.emplace(a->due, id);
    queue_.join(a->origin.key(), id, urgent);
    auto key = a->origin.key();
    asked_.emplace(id, std::move(a));
    set_deadline();
    let_out(std::move(key));
}

void curl_http_client::listen_for_cancellation(const asked& a)
{
    auto slot = asio::get_associated_cancellation_slot(a.who.handler);
    if (!slot.is_connected())
        return;
    // Emitted on whatever thread, perhaps long after the answer: hence only the id,
    // and a look on our own executor whether there is still a client.
    slot.assign(
        [this, id = a.id, executor = executor_, alive = std::weak_ptr<void>(alive_)](asio::cancellation_type)
        {
            if (alive.expired())
                return;
            asio::post(
                executor,
                [this, id, alive]
                {
                    if (!alive.expired())
                        abort(id, asio::error::operation_aborted, "cancelled");
                });
        });
}

/// By value: the request that named the origin may be over before this is.
void curl_http_client::let_out(std::string origin)
{
    while (const auto id = queue_.next(origin))
        launch(*asked_.at(*id));
}

void curl_http_client::launch(asked& a)
{
    const auto id = a.id;
    const auto code = set_off(a);
    if (code == CURLE_OK)
        return; // and `a` may be over
    const error_code error(static_cast<int>(code), curl_category());
    abort(id, error, fmt::format("cannot ask {}: {}", a.origin.authority(), error.message()));
}

CURLcode curl_http_client::set_off(asked& a)
try
{
    a.transfer = take_transfer();
    a.transfer->id = a.id;
    a.transfer->prepare(a.request, a.origin);
    return loop_.add(a.transfer->easy()) == CURLM_OK ? CURLE_OK : CURLE_FAILED_INIT;
}
catch (const boost::system::system_error& failure)
{
    return static_cast<CURLcode>(failure.code().value());
}
catch (const std::bad_alloc&)
{
    return CURLE_OUT_OF_MEMORY;
}

void curl_http_client::on_done(CURL* easy, CURLcode code)
{
    auto& transfer = curl_transfer::of(easy);
    auto result = transfer.finish(code);
    if (result && result->http2)
        queue_.speaks_http2(asked_.at(transfer.id)->origin.key());
    hand_over(take_out(transfer.id), std::move(result));
}

void curl_http_client::end_overdue()
{
    while (!deadlines_.empty() && deadlines_.begin()->first <= steady_clock::now())
    {
        const asked& a = *asked_.at(deadlines_.begin()->second);
        const auto who = a.origin.authority();
        const auto limit = a.request.deadline.count();
        std::string message;
        if (!a.transfer)
            message = fmt::format("no connection to {} was free within {} ms", who, limit);
        else if (!a.transfer->connected())
            message = fmt::format("no connection to {} within {} ms", who, limit);
        else if (!a.transfer->answer_began())
            message = fmt::format("no answer from {} within {} ms", who, limit);
        else
            message = fmt::format("the answer of {} was not complete within {} ms", who, limit);
        abort(a.id, errc::timed_out, std::move(message));
    }
    set_deadline();
}

/// Does nothing where the request is over already.
void curl_http_client::abort(std::uint64_t id, error_code code, std::string message)
{
    const auto at = asked_.find(id);
    if (at == asked_.end())
        return;
    const auto& transfer = at->second->transfer;
    transfer_failure why{code, std::move(message), transfer && transfer->may_have_arrived()};
    hand_over(take_out(id), std::move(why));
}

std::unique_ptr<asked> curl_http_client::take_out(std::uint64_t id)
{
    auto a = std::move(asked_.extract(id).mapped());
    const auto [first, last] = deadlines_.equal_range(a->due);
    deadlines_.erase(std::find_if(first, last, [&](const auto& entry) { return entry.second == id; }));
    set_deadline();
    if (!a->transfer)
    {
        queue_.withdraw(a->origin.key(), id);
        return a;
    }
    loop_.remove(a->transfer->easy());
    a->transfer->clear();
    if (spare_.size() < most_spare_transfers)
        spare_.push_back(std::move(a->transfer));
    a->transfer.reset();
    queue_.came_back(a->origin.key());
    return a;
}

void curl_http_client::hand_over(std::unique_ptr<asked> a, transfer_result result)
{
    auto origin = a->origin.key();
    complete(executor_, std::move(a->who), std::move(result));
    a.reset();
    let_out(std::move(origin));
    if (asked_.empty())
        rest_soon();
}

std::unique_ptr<curl_transfer> curl_http_client::take_transfer()
{
    if (spare_.empty())
    {
        auto transfer = std::make_unique<curl_transfer>(options_);
        loop_.adopt(transfer->easy());
        return transfer;
    }
    auto transfer = std::move(spare_.back());
    spare_.pop_back();
    return transfer;
}

void curl_http_client::set_deadline()
{
    if (deadlines_.empty())
        deadline_.unset();
    else
        deadline_.set(deadlines_.begin()->first);
}

/// Idle, the client lets the loop end. But only once the answer has been handled: who asks
/// again at once finds the timers set, and saves the system calls.
void curl_http_client::rest_soon()
{
    asio::post(
        executor_,
        [this, alive = std::weak_ptr<void>(alive_)]
        {
            if (alive.expired() || !asked_.empty())
                return;
            deadline_.settle();
            loop_.settle();
        });
}

} // namespace

std::unique_ptr<http_client>
make_curl_http_client(asio::any_io_executor executor, http_client_options options)
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK)
        throw boost::system::system_error(static_cast<int>(ready), curl_category(), "libcurl");
    return std::make_unique<curl_http_client>(std::move(executor), std::move(options));
}

} // namespace ws::net
