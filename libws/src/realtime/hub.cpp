#include "realtime/hub.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace ws::realtime
{
namespace
{

/// A run that grew past this is sent within the turn: one frame stays readable
/// for clients, and memory stays bounded however much is published at once.
constexpr std::size_t max_run_bytes = 64 * 1024;

/// Publications that a joining subscriber may be behind by.
constexpr std::size_t max_buffered = 1024;

} // namespace

hub::hub(const wire_format& format, std::function<void(std::function<void()>)> at_turn_end)
    : format_(format), at_turn_end_(std::move(at_turn_end))
{
}

channel_state& hub::channel(std::string_view name, const channel_options& o)
{
    if (const auto it = channels_.find(name); it != channels_.end())
        return *it->second;
    auto state = std::make_unique<channel_state>();
    state->name = name;
    state->options = &o;
    const std::string_view key = state->name;
    names_.insert(key);
    return *channels_.emplace(key, std::move(state)).first->second;
}

const channel_state* hub::find(std::string_view name) const
{
    const auto it = channels_.find(name);
    return it == channels_.end() ? nullptr : it->second.get();
}

std::vector<const channel_state*>
hub::page(std::string_view prefix, std::string_view after, std::size_t limit) const
{
    std::vector<const channel_state*> found;
    auto at = after < prefix ? names_.lower_bound(prefix) : names_.upper_bound(after);
    for (; at != names_.end() && at->starts_with(prefix) && found.size() < limit; ++at)
        found.push_back(channels_.at(*at).get());
    return found;
}

void hub::release_if_unused(channel_state& c)
{
    if (!c.subscribers.empty())
        return;
    std::erase(dirty_, &c);
    names_.erase(c.name);
    const std::string name = c.name; // the key is a view into what goes
    channels_.erase(name);
}

void hub::add(subscription& s)
{
    channel_state& c = *s.channel;
    flush_run(c); // what was published before this moment is not for the newcomer
    s.slot = static_cast<std::uint32_t>(c.subscribers.size());
    c.subscribers.push_back(&s);
    c.present += s.presence ? 1 : 0;
    ++subscription_count_;
}

void hub::remove(subscription& s)
{
    channel_state& c = *s.channel;
    flush_run(c);
    assert(c.subscribers[s.slot] == &s);
    c.subscribers[s.slot] = c.subscribers.back();
    c.subscribers[s.slot]->slot = s.slot;
    c.subscribers.pop_back();
    c.present -= s.presence ? 1 : 0;
    --subscription_count_;
    if (s.insufficient)
        std::erase(insufficient_, &s);
    release_if_unused(c);
}

void hub::follow_epoch(channel_state& c, std::string_view epoch)
{
    if (c.epoch == epoch)
        return;
    flush_run(c);
    if (!c.epoch.empty())
        for (subscription* s : c.subscribers)
            if (s->placed)
                mark_insufficient(*s);
    c.epoch = epoch;
}

void hub::place(subscription& s, const stream_position& position)
{
    follow_epoch(*s.channel, position.epoch);
    s.offset = position.offset;
    s.placed = true;
}

void hub::deliver(std::string_view name, const publication_ptr& p, std::string_view epoch)
{
    const auto it = channels_.find(name);
    if (it == channels_.end())
        return;
    channel_state& c = *it->second;
    if (p->offset != 0)
        follow_epoch(c, epoch);

    pending_run& run = c.run;
    const bool continues = !run.publications.empty() && (run.first == 0) == (p->offset == 0) &&
                           (run.first == 0 || p->offset == run.first + run.publications.size());
    if (!run.publications.empty() && (!continues || run.messages.size() >= max_run_bytes))
        flush_run(c);
    if (run.publications.empty())
        run.first = p->offset;
    run.publications.push_back(p);
    format_.push_publication(run.messages, c.name, *p);
    mark_dirty(c);
}

void hub::mark_dirty(channel_state& c)
{
    if (c.dirty)
        return;
    c.dirty = true;
    dirty_.push_back(&c);
    schedule_turn_end();
}

void hub::schedule_turn_end()
{
    if (turn_end_scheduled_)
        return;
    turn_end_scheduled_ = true;
    at_turn_end_([this] { end_turn(); });
}

void hub::end_turn()
{
    turn_end_scheduled_ = false;
    flush();
    // Each call may remove the subscription, and others with it.
    while (!insufficient_.empty())
    {
        subscription* s = insufficient_.back();
        insufficient_.pop_back();
        s->insufficient = false;
        s->target->on_insufficient_state(*s);
    }
}

void hub::flush()
{
    while (!dirty_.empty())
    {
        channel_state& c = *dirty_.back();
        dirty_.pop_back();
        c.dirty = false;
        flush_run(c);
    }
}

void hub::flush_run(channel_state& c)
{
    if (c.run.publications.empty())
        return;
    const pending_run run = std::exchange(c.run, {});
    const net::frame_ptr whole = format_.seal(run.messages);
    for (subscription* s : c.subscribers)
        send_run(*s, run, whole);
}

void hub::send_run(subscription& s, const pending_run& run, const net::frame_ptr& whole)
{
    if (s.insufficient)
        return;
    if (s.buffered)
        return buffer(s, run);
    if (s.positioned && run.first != 0)
    {
        const std::uint64_t last = run.first + run.publications.size() - 1;
        if (s.offset + 1 < run.first)
            return mark_insufficient(s);
        if (last <= s.offset)
            return;
        if (s.offset + 1 > run.first)
            return send_part(s, run);
        s.offset = last;
    }
    deliveries_ += run.publications.size();
    s.target->push(whole);
}

void hub::buffer(subscription& s, const pending_run& run)
{
    s.buffered->insert(s.buffered->end(), run.publications.begin(), run.publications.end());
    if (s.buffered->size() > max_buffered)
        mark_insufficient(s);
}

bool hub::go_live(subscription& s)
{
    flush_run(*s.channel); // the last ones to be buffered
    if (s.insufficient)
        return false;
    const auto buffered = std::move(*s.buffered);
    s.buffered.reset();
    for (const auto& p : buffered)
    {
        pending_run one;
        one.first = p->offset;
        one.publications.push_back(p);
        format_.push_publication(one.messages, s.channel->name, *p);
        send_run(s, one, format_.seal(one.messages));
    }
    return !s.insufficient;
}

void hub::send_part(subscription& s, const pending_run& run)
{
    std::string messages;
    for (const auto& p : run.publications)
    {
        if (p->offset <= s.offset)
            continue;
        format_.push_publication(messages, s.channel->name, *p);
        s.offset = p->offset;
        ++deliveries_;
    }
    s.target->push(format_.seal(messages));
}

void hub::announce_join(channel_state& c, const client_info& who, const subscription* except)
{
    std::string message;
    format_.push_join(message, c.name, who);
    push_to_watchers(c, message, except);
}

void hub::announce_leave(channel_state& c, const client_info& who, const subscription* except)
{
    std::string message;
    format_.push_leave(message, c.name, who);
    push_to_watchers(c, message, except);
}

void hub::push_to_watchers(channel_state& c, const std::string& message, const subscription* except)
{
    flush_run(c);
    net::frame_ptr f;
    for (subscription* s : c.subscribers)
    {
        if (!s->join_leave || s->buffered || s == except)
            continue;
        if (!f)
            f = format_.seal(message);
        s->target->push(f);
    }
}

void hub::mark_insufficient(subscription& s)
{
    if (s.insufficient)
        return;
    s.insufficient = true;
    insufficient_.push_back(&s);
    schedule_turn_end();
}

} // namespace ws::realtime
