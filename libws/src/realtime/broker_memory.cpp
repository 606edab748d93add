#include "realtime/idempotency.hpp"
#include "realtime/stream.hpp"

#include <ws/realtime/broker.hpp>

#include <map>

namespace ws::realtime
{
namespace
{

class memory_broker final : public broker
{
public:
    memory_broker(steady_now_fn now, deliver_fn deliver) : now_(std::move(now)), deliver_(std::move(deliver))
    {
    }

    net::task<result<publish_outcome>>
    publish(const publish_request& request, const channel_options& o) override
    {
        co_return publish_now(request, o);
    }

    net::task<result<history_page>>
    history(std::string_view channel, const channel_options& o, const history_query& query) override
    {
        co_return touch(channel, o).entries.read(query);
    }

    net::task<result<>> remove_history(std::string_view channel, const channel_options&) override
    {
        if (const auto it = streams_.find(channel); it != streams_.end())
            it->second.entries.clear();
        co_return result<>();
    }

    std::optional<kept_history> kept(std::string_view channel) const override
    {
        const auto it = streams_.find(channel);
        if (it == streams_.end())
            return std::nullopt;
        const kept_stream& s = it->second;
        return kept_history{s.entries.top(), now_() < s.entries_until ? s.entries.size() : 0};
    }

    void sweep(const std::function<bool(std::string_view)>& in_use) override
    {
        const auto now = now_();
        for (auto it = streams_.begin(); it != streams_.end();)
        {
            kept_stream& s = it->second;
            expire_entries(s, now);
            if (in_use(it->first))
                s.forget_at = now + s.life; // counts from the day its last subscriber left
            it = now >= s.forget_at ? streams_.erase(it) : std::next(it);
        }
    }

private:
    struct kept_stream
    {
        stream entries;
        steady_time entries_until; ///< history_ttl since the last publication
        std::chrono::seconds life; ///< without a touch
        steady_time forget_at;     ///< that long after the last touch
    };

    result<publish_outcome> publish_now(const publish_request& request, const channel_options& o)
    {
        const bool keyed = !request.idempotency_key.empty();
        if (keyed)
        {
            auto seen = keys_.find(request.channel, request.idempotency_key, request.data, now_());
            if (!seen)
                return seen.error();
            if (*seen)
                return publish_outcome{**seen};
        }
        publish_outcome outcome = store_and_deliver(request, o);
        if (keyed)
            keys_.remember(request.channel, request.idempotency_key, request.data, outcome.position, now_());
        return outcome;
    }

    publish_outcome store_and_deliver(const publish_request& request, const channel_options& o)
    {
        publication p{request.data, request.info, request.tags, 0};
        if (!o.has_history() || request.skip_history)
        {
            deliver_(request.channel, std::make_shared<const publication>(std::move(p)), {});
            return {};
        }
        kept_stream& s = touch(request.channel, o);
        if (s.entries.is_outdated(request.version, request.version_epoch))
            return {s.entries.top()};
        s.entries_until = now_() + o.history_ttl;
        const auto stored = s.entries.append(std::move(p), o, request.version, request.version_epoch);
        prolong(s, o); // again: with its first publication a stream's life grows
        // A copy: a subscriber's reaction must not be able to move what we return.
        const stream_position position = s.entries.top();
        deliver_(request.channel, stored, position.epoch);
        return {position};
    }

    /// The channel's stream, made if there is none; every touch keeps its offset and epoch alive.
    kept_stream& touch(std::string_view channel, const channel_options& o)
    {
        const auto now = now_();
        auto it = streams_.find(channel);
        if (it == streams_.end())
            it =
                streams_.emplace(std::string(channel), kept_stream{stream(make_epoch()), now, {}, now}).first;
        expire_entries(it->second, now);
        prolong(it->second, o);
        return it->second;
    }

    void prolong(kept_stream& s, const channel_options& o) const
    {
        s.life = life_of(s, o);
        s.forget_at = now_() + s.life;
    }

    /// A stream that never had a publication is worth remembering only as long
    /// as its publications would be: names that clients made up must not pile up.
    static std::chrono::seconds life_of(const kept_stream& s, const channel_options& o)
    {
        const bool never_used = s.entries.top().offset == 0;
        return never_used ? std::min(o.history_ttl, o.history_meta_ttl) : o.history_meta_ttl;
    }

    static void expire_entries(kept_stream& s, steady_time now)
    {
        if (now >= s.entries_until)
            s.entries.clear();
    }

    steady_now_fn now_;
    deliver_fn deliver_;
    std::map<std::string, kept_stream, std::less<>> streams_;
    idempotency_table keys_;
};

} // namespace

std::unique_ptr<broker> make_memory_broker(steady_now_fn now, broker::deliver_fn deliver)
{
    return std::make_unique<memory_broker>(std::move(now), std::move(deliver));
}

} // namespace ws::realtime
