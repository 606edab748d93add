#include "server/fal_key_source.hpp"

#include <ws/base/log.hpp>

#include <exception>
#include <utility>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;
using webhook::fal_keys_ptr;

constexpr std::chrono::seconds fresh_for = 1h;
constexpr std::chrono::seconds usable_for = 24h;
constexpr std::chrono::seconds pause_after_failure = 10s;
constexpr std::chrono::seconds pause_after_mismatch = 5min;
/// Senders want their answer within two seconds.
constexpr std::chrono::milliseconds longest_wait = 1500ms;

void log_failure(std::string_view why) { log::warn("fal_keys_refresh_failed", {{"why", why}}); }

} // namespace

fal_key_source::fal_key_source(
    net::executor ex, net::timer_wheel& wheel, net::http_client& client, std::string url)
    : wheel_(wheel), url_(std::move(url)), waiting_(ex, wheel), pauses_(ex, wheel), fetch_(client, pauses_),
      tasks_(ex)
{
}

net::task<fal_keys_ptr> fal_key_source::keys()
{
    const auto age = wheel_.now() - fetched_;
    if (age >= usable_for)
        keys_.reset();
    if (!keys_ || age >= fresh_for)
        refresh_unless_within(pause_after_failure);
    if (!keys_)
        co_await wait_for_refresh();
    co_return keys_;
}

net::task<fal_keys_ptr> fal_key_source::other_than(const fal_keys_ptr& tried)
{
    if (keys_ == tried)
    {
        refresh_unless_within(pause_after_mismatch);
        co_await wait_for_refresh();
    }
    fal_keys_ptr others;
    if (keys_ != tried)
        others = keys_;
    co_return others;
}

net::task<void> fal_key_source::stop()
{
    fetch_.stop();
    waiting_.wake_all();
    tasks_.cancel();
    co_await tasks_.join();
}

void fal_key_source::refresh_unless_within(std::chrono::seconds pause)
{
    if (refreshing_ || fetch_.stopped() || (last_began_ && wheel_.now() - *last_began_ < pause))
        return;
    refreshing_ = true;
    last_began_ = wheel_.now();
    tasks_.spawn(refresh());
}

net::task<void> fal_key_source::refresh()
{
    // Whatever happens: a refresh whose end is never told would be the last one.
    try
    {
        net::outgoing_request request = net::document_request(url_, webhook::max_fal_key_set_bytes);
        const auto answer = co_await fetch_.get(std::move(request));
        take(answer);
    }
    catch (const std::exception& e)
    {
        log_failure(e.what());
    }
    refreshing_ = false;
    waiting_.wake_all();
}

void fal_key_source::take(const net::transfer_result& answer)
{
    if (!answer && fetch_.stopped())
        return;
    if (!answer)
        return log_failure(answer.error().message);
    if (answer->status != 200)
        return log_failure("answered with status " + std::to_string(answer->status));
    auto keys = webhook::parse_fal_keys(answer->body);
    if (!keys)
        return log_failure("the answer is no key set with a usable key");
    keys_ = std::move(*keys);
    fetched_ = wheel_.now();
    log::info("fal_keys_loaded", {{"keys", keys_->size()}});
}

net::task<void> fal_key_source::wait_for_refresh()
{
    if (refreshing_)
        co_await waiting_.wait(longest_wait);
}

} // namespace ws::server
