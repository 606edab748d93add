#pragma once

#include <ws/net/frame.hpp>
#include <ws/realtime/channel_options.hpp>
#include <ws/realtime/publication.hpp>
#include <ws/realtime/wire_format.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ws::realtime
{

struct subscription;

/// Where the hub sends what a subscriber should see.
class subscriber
{
public:
    virtual void push(const net::frame_ptr& f) = 0;

    /// The subscription missed something and can't go on. Called at the end of
    /// a turn, never from inside a delivery; the subscription may be removed in it.
    virtual void on_insufficient_state(subscription& s) = 0;

    [[nodiscard]] virtual const client_info& who() const = 0;

protected:
    ~subscriber() = default;
};

/// Publications of a channel that wait for the end of the turn: one frame for
/// all subscribers that are up to date.
struct pending_run
{
    std::string messages;
    std::vector<publication_ptr> publications; ///< for subscribers that need only a part
    std::uint64_t first = 0;                   ///< offset of the first one; 0 = they have no offsets
};

/// A channel somebody is subscribed to on this shard.
struct channel_state
{
    std::string name;
    const channel_options* options = nullptr;
    std::string epoch; ///< of the stream that positioned subscribers follow
    std::vector<subscription*> subscribers;
    std::size_t present = 0; ///< subscribers that show in presence
    pending_run run;
    bool dirty = false; ///< listed for the end of the turn
};

/// One client's place in one channel. Owned by the client; known to the hub
/// from add() to remove().
struct subscription
{
    subscription(subscriber& t, channel_state& c) : target(&t), channel(&c) {}

    subscriber* target;
    channel_state* channel;
    std::uint32_t slot = 0;   ///< place in channel->subscribers
    std::uint64_t offset = 0; ///< newest offset it was sent; meaningful when placed
    bool positioned = false;  ///< offsets are watched for gaps
    bool placed = false;      ///< positioned, and its place in the stream is known
    bool recoverable = false;
    bool server_side = false;
    bool from_token = false;   ///< named by the connection token
    bool by_rules = false;     ///< permitted for who the client is, by neither token nor server
    bool presence = false;     ///< shows in presence; set before hub::add()
    bool join_leave = false;   ///< is sent joins and leaves
    bool announces = false;    ///< its join and leave are published
    bool insufficient = false; ///< waits for on_insufficient_state
    std::string chan_info;
    std::optional<std::chrono::sys_seconds> expires;
    /// While the subscriber is joining: what was published meanwhile.
    std::unique_ptr<std::vector<publication_ptr>> buffered;
    /// What ended it while the subscriber was joining: it goes when the join is through.
    const unsubscribe_cause* withdrawn = nullptr;
};

/// Who is subscribed to what on this shard, and the delivery to them.
///
/// A publication is encoded once, when it is delivered; those of one turn of
/// the event loop leave as one shared frame. Plain calls, no locks: belongs to
/// its shard's thread.
class hub
{
public:
    /// `at_turn_end(f)` runs f once, after the handlers that are ready now.
    hub(const wire_format& format, std::function<void(std::function<void()>)> at_turn_end);

    /// The channel's state, made if there is none. Valid while it has a
    /// subscriber, or until release_if_unused().
    channel_state& channel(std::string_view name, const channel_options& o);
    [[nodiscard]] const channel_state* find(std::string_view name) const;
    void release_if_unused(channel_state& c);

    /// From now on the subscription gets what is published.
    void add(subscription& s);
    /// The reply is out: sends what was buffered beyond `offset`, then whatever
    /// comes. False when something between is missing.
    [[nodiscard]] bool go_live(subscription& s);
    /// Nothing of the channel reaches it any more; drops the channel when it was the last.
    void remove(subscription& s);

    /// The channel's stream has this epoch. Subscribers whose place is in another
    /// one have insufficient state.
    void follow_epoch(channel_state& c, std::string_view epoch);
    /// A positioned subscriber that joins has everything up to here.
    void place(subscription& s, const stream_position& position);

    /// Hands a publication to the channel's subscribers (broker::deliver_fn).
    void deliver(std::string_view channel, const publication_ptr& p, std::string_view epoch);

    /// Joins and leaves reach those who asked for them, in order with publications.
    void announce_join(channel_state& c, const client_info& who, const subscription* except = nullptr);
    void announce_leave(channel_state& c, const client_info& who, const subscription* except = nullptr);

    /// Sends what waits for the end of the turn. Called before anything that
    /// must not overtake a publication.
    void flush();

    [[nodiscard]] const std::unordered_map<std::string_view, std::unique_ptr<channel_state>>&
    channels() const noexcept
    {
        return channels_;
    }
    /// By name, at most `limit` of those behind `after` that begin with `prefix`.
    [[nodiscard]] std::vector<const channel_state*>
    page(std::string_view prefix, std::string_view after, std::size_t limit) const;
    [[nodiscard]] std::size_t subscription_count() const noexcept { return subscription_count_; }
    /// Publications handed to subscribers since the start, one for each of them.
    [[nodiscard]] std::uint64_t deliveries() const noexcept { return deliveries_; }

private:
    void schedule_turn_end();
    void end_turn();
    void mark_dirty(channel_state& c);
    void flush_run(channel_state& c);
    void send_run(subscription& s, const pending_run& run, const net::frame_ptr& whole);
    void buffer(subscription& s, const pending_run& run);
    void send_part(subscription& s, const pending_run& run);
    void push_to_watchers(channel_state& c, const std::string& message, const subscription* except);
    void mark_insufficient(subscription& s);

    const wire_format& format_;
    std::function<void(std::function<void()>)> at_turn_end_;
    std::unordered_map<std::string_view, std::unique_ptr<channel_state>>
        channels_;                     ///< keys view the states' names
    std::set<std::string_view> names_; ///< the same keys in order, for listings
    std::vector<channel_state*> dirty_;
    std::vector<subscription*> insufficient_;
    bool turn_end_scheduled_ = false;
    std::size_t subscription_count_ = 0;
    std::uint64_t deliveries_ = 0;
};

} // namespace ws::realtime
