#include "webhook/json_member.hpp"

#include <ws/codec/backend_json.hpp>
#include <ws/webhook/app_event.hpp>

#include <algorithm>
#include <optional>

namespace ws::webhook
{
namespace
{

constexpr std::string_view default_topic = "events";

bool is_channel(std::string_view text)
{
    const auto printable = [](char c) { return c > ' ' && c < 0x7F; };
    return !text.empty() && text.size() <= max_channel_bytes &&
           std::all_of(text.begin(), text.end(), printable);
}

/// "" when a member that has to be text is something else, or empty.
std::string channel_of_organization(const boost::json::value& event)
{
    const auto organization = text_member(event, "org");
    const auto topic =
        member(event, "topic") == nullptr ? std::optional(default_topic) : text_member(event, "topic");
    // A colon would move the border between organisation and topic.
    const bool fit = organization && !organization->empty() && topic && !topic->empty() &&
                     organization->find(':') == std::string_view::npos;
    if (!fit)
        return {};
    std::string channel("org:");
    channel.append(*organization).append(1, ':').append(*topic);
    return channel;
}

std::string channel_of(const boost::json::value& event)
{
    if (member(event, "org") != nullptr)
        return channel_of_organization(event);
    if (member(event, "topic") != nullptr)
        return {};
    if (const auto channel = text_member(event, "channel"))
        return std::string(*channel);
    const auto user = text_member(event, "user");
    if (!user || user->empty())
        return {};
    return std::string("user:").append(*user);
}

std::size_t count_targets(const boost::json::value& event)
{
    std::size_t count = 0;
    for (const std::string_view name : {"channel", "user", "org"})
        count += member(event, name) != nullptr ? 1 : 0;
    return count;
}

} // namespace

result<app_event> read_app_event(std::string_view body, const boost::json::value& parsed, std::string* why)
{
    const auto refuse = [&](std::string_view problem)
    {
        if (why != nullptr)
            *why = problem;
        return errc::malformed_input;
    };
    if (count_targets(parsed) != 1)
        return refuse("exactly one of channel, user and org is needed");
    app_event event;
    event.channel = channel_of(parsed);
    if (!is_channel(event.channel))
        return refuse("the target is not text, not a channel's name, or has a topic without an org");
    if (member(parsed, "data") == nullptr)
        return refuse("data is missing");
    const std::string_view data = codec::raw_member(body, "data");
    if (!codec::parse_strict_json(data, codec::backend_json))
        return refuse("data is nested too deep, too large, or no text that clients can read");
    event.data = codec::minify_json(data);
    return event;
}

} // namespace ws::webhook
