#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/realtime/channel_options.hpp>
#include <ws/realtime/publication.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::realtime
{

struct publish_request
{
    std::string channel;
    std::string data; ///< minified JSON, not empty
    std::shared_ptr<const client_info> info;
    tag_list tags;
    bool skip_history = false;   ///< deliver without storing
    std::string idempotency_key; ///< "" = none; scope is (channel, key), kept 72 h
    std::uint64_t version = 0;   ///< > 0: dropped if not above the newest publication's version
    std::string version_epoch;   ///< "" = any
};

struct publish_outcome
{
    stream_position position; ///< offset 0 and no epoch in a channel without history
};

struct history_query
{
    std::int64_t limit = 0; ///< 0: the position only; negative: all
    std::optional<stream_position> since;
    bool reverse = false;
    std::size_t max_bytes = SIZE_MAX; ///< stops before the publication that would pass it
};

struct history_page
{
    std::vector<publication_ptr> publications; ///< oldest first, newest first with `reverse`
    stream_position top;
};

/// What is kept of a channel just now.
struct kept_history
{
    stream_position top;
    std::size_t size = 0; ///< publications
};

/// Orders a channel's publications and keeps its history.
///
/// A publication is stored before it is delivered, and both happen in the order
/// of offsets. Call from the shard's thread; arguments passed by reference must
/// live until the coroutine has ended.
class broker
{
public:
    /// Hands an accepted publication to the subscribers: plain call, in order.
    /// `epoch` is empty in a channel without history.
    using deliver_fn =
        std::function<void(std::string_view channel, const publication_ptr& p, std::string_view epoch)>;

    virtual ~broker() = default;

    /// Errors: errc::conflict (the idempotency key came before with other
    /// data), errc::unavailable (no room to remember the key; nothing was published).
    virtual net::task<result<publish_outcome>>
    publish(const publish_request& request, const channel_options& o) = 0;

    /// Creates the stream if there is none. Errors: errc::expired when
    /// `since.epoch` is given and is not the stream's.
    virtual net::task<result<history_page>>
    history(std::string_view channel, const channel_options& o, const history_query& query) = 0;

    /// Forgets the publications; offset and epoch stay.
    virtual net::task<result<>> remove_history(std::string_view channel, const channel_options& o) = 0;

    /// What is kept of the channel. Nothing: it has no stream, or that is not known without
    /// waiting. Does not count as a touch.
    [[nodiscard]] virtual std::optional<kept_history> kept(std::string_view channel) const = 0;

    /// Frees what has expired; call it every few seconds. A stream that is in use
    /// (has subscribers) keeps its offset and epoch: that is as good as a touch.
    virtual void sweep(const std::function<bool(std::string_view channel)>& in_use) = 0;
};

/// Keeps everything in memory: lost when the process ends.
std::unique_ptr<broker> make_memory_broker(steady_now_fn now, broker::deliver_fn deliver);

} // namespace ws::realtime
