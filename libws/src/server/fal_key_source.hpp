#pragma once

#include <ws/base/clock.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/document_fetch.hpp>
#include <ws/net/http_client.hpp>
#include <ws/net/task_group.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/waiting_list.hpp>
#include <ws/webhook/fal_keys.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace ws::server
{

/// The keys that fal signs with, fetched when a delivery needs them.
///
/// One fetch at a time. They are fetched again after an hour, used for a day where that
/// fails, and again at once, but at most every five minutes, when none of them fits.
/// Time is the wheel's. Logs `fal_keys_loaded` and `fal_keys_refresh_failed`. Belongs to
/// the shard's thread; wheel and client must outlive it.
class fal_key_source
{
public:
    fal_key_source(net::executor ex, net::timer_wheel& wheel, net::http_client& client, std::string url);

    /// The keys, after at most 1.5 s: senders wait for their answer. Null when there are none.
    net::task<webhook::fal_keys_ptr> keys();

    /// Other keys than `tried`, none of which fits; null when there are none (yet).
    net::task<webhook::fal_keys_ptr> other_than(const webhook::fal_keys_ptr& tried);

    /// Fetches no more. Returns when nothing is under way; destroy it only after this.
    net::task<void> stop();

private:
    void refresh_unless_within(std::chrono::seconds pause);
    net::task<void> refresh();
    void take(const net::transfer_result& answer);
    net::task<void> wait_for_refresh();

    net::timer_wheel& wheel_;
    std::string url_;
    net::waiting_list waiting_; ///< for the end of the refresh
    net::waiting_list pauses_;
    net::document_fetch fetch_;
    net::task_group tasks_;
    webhook::fal_keys_ptr keys_;
    steady_time fetched_;                   ///< keys_, if any
    std::optional<steady_time> last_began_; ///< of the refreshes
    bool refreshing_ = false;
};

} // namespace ws::server
