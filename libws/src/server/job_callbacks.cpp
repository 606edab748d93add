#include "server/job_callbacks.hpp"

#include "server/webhook_publish.hpp"

#include <ws/base/log.hpp>

#include <algorithm>
#include <optional>

namespace ws::server
{
namespace
{

using webhook::job_event;
using webhook::verdict;

/// The value of the parameter `job`, as it stands: a token needs no escapes. Nothing when
/// absent; "", which is no token, for one that comes twice.
std::optional<std::string_view> job_parameter(std::string_view query)
{
    constexpr std::string_view name = "job=";
    std::optional<std::string_view> found;
    while (!query.empty())
    {
        const std::string_view parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        if (parameter.starts_with(name))
            found = found ? std::string_view() : parameter.substr(name.size());
    }
    return found;
}

void log_outdated(const job_key& key, const job_event& event)
{
    log::info(
        "job_event_outdated", {{"provider", key.provider},
                               {"job", log::excerpt(key.id)},
                               {"state", webhook::to_string(event.state)}});
}

} // namespace

net::task<verdict> job_callbacks::apply(const job_callback& callback)
{
    const auto event = callback.read(callback.body);
    if (!event)
        co_return verdict::ignored;
    const job_key key{callback.provider, event->job_id};
    target to = co_await target_of(key, callback.query);
    if (to.outcome != verdict::ok)
        co_return to.outcome;

    // Noted before it is published: what is published meanwhile must not overtake an end.
    const auto before = co_await jobs_.advance(key, event->state);
    if (!before && before.error() == errc::conflict)
    {
        log_outdated(key, *event);
        co_return verdict::ok;
    }
    if (!before)
        co_return verdict::store_unavailable;
    const verdict published = co_await publish(std::move(to.channel), *event, callback);
    if (published != verdict::ok)
        co_await jobs_.take_back(key, event->state, *before);
    co_return published;
}

net::task<job_callbacks::target> job_callbacks::target_of(const job_key& key, std::string_view query)
{
    if (const auto token = job_parameter(query))
        co_return named_by_token(*token);
    auto channel = co_await jobs_.channel_of(key);
    target to;
    if (channel)
        to.channel = std::move(*channel);
    else
        to.outcome = channel.error() == errc::not_found ? verdict::unknown_job : verdict::store_unavailable;
    co_return to;
}

job_callbacks::target job_callbacks::named_by_token(std::string_view token) const
{
    target to;
    auto claims = tokens_.verify_subscription(token, now_());
    // A URL that is valid for ever would be a key to the channel. A token for somebody was
    // given to that somebody, who may not say what becomes of jobs.
    if (!claims || !claims->expires || !claims->user.empty() || !claims->client.empty())
        to.outcome = verdict::bad_credentials;
    else
        to.channel = std::move(claims->channel);
    return to;
}

net::task<verdict>
job_callbacks::publish(std::string channel, const job_event& event, const job_callback& callback)
{
    webhook_publication what{
        std::move(channel), webhook::to_json(event), callback.provider, callback.event_id};
    co_return co_await publish_webhook_event(node_, std::move(what));
}

} // namespace ws::server
