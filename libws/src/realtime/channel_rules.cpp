#include <ws/realtime/channel_rules.hpp>

#include <algorithm>

namespace ws::realtime
{
namespace
{

constexpr char private_prefix = '$';
constexpr char namespace_boundary = ':';
constexpr char user_boundary = '#';
constexpr char user_separator = ',';

struct channel_name
{
    std::string_view space; ///< "" without a colon
    std::string_view rest;
    bool has_boundary = false;
};

channel_name split(std::string_view channel) noexcept
{
    if (channel_rules::is_private(channel))
        channel.remove_prefix(1);
    const std::size_t colon = channel.find(namespace_boundary);
    if (colon == std::string_view::npos)
        return {"", channel, false};
    return {channel.substr(0, colon), channel.substr(colon + 1), true};
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool matches(const std::regex& pattern, std::string_view text)
{
    // A pattern whose matching gives up (error_complexity, error_stack) matches nothing.
    try
    {
        return std::regex_search(text.begin(), text.end(), pattern);
    }
    catch (const std::regex_error&)
    {
        return false;
    }
}

bool is_user_limited(std::string_view channel, const channel_options& o)
{
    return o.allow_user_limited_channels && channel.find(user_boundary) != std::string_view::npos;
}

/// Whether the list behind the last '#' names the user; "" only where the list holds an empty entry.
bool lists_user(std::string_view channel, std::string_view user)
{
    std::string_view list = channel.substr(channel.rfind(user_boundary) + 1);
    for (;;)
    {
        const std::size_t end = list.find(user_separator);
        if (list.substr(0, end) == user)
            return true;
        if (end == std::string_view::npos)
            return false;
        list.remove_prefix(end + 1);
    }
}

bool belongs_to_org(std::string_view channel, const channel_options& o, const subject& who)
{
    if (who.org.empty() || channel_rules::organization_of(channel, o) != who.org)
        return false;
    if (o.permission.empty())
        return true;
    const auto* have = who.org_permissions;
    return have && std::find(have->begin(), have->end(), o.permission) != have->end();
}

bool options_admit(std::string_view channel, const channel_options& o, const subject& who)
{
    if (is_user_limited(channel, o))
        return lists_user(channel, who.user);
    return o.allow_subscribe_for_client && (!who.user.empty() || o.allow_subscribe_for_anonymous);
}

bool access_admits(std::string_view channel, const channel_options& o, const subject& who)
{
    switch (o.access)
    {
    case channel_access::options:
        return options_admit(channel, o, who);
    case channel_access::user:
        return !who.user.empty() && split(channel).rest == who.user;
    case channel_access::org:
        return belongs_to_org(channel, o, who);
    case channel_access::signed_in:
        return !who.user.empty();
    case channel_access::token:
        return false;
    }
    return false;
}

/// The pattern that publish, presence and history permissions share (docs/protocol.md).
bool allowed(bool for_client, bool for_subscriber, bool for_anonymous, const subject& who, bool subscribed)
{
    const bool user_ok = !who.user.empty() || for_anonymous;
    return user_ok && (for_client || (for_subscriber && subscribed));
}

} // namespace

channel_rules::channel_rules(
    std::map<std::string, channel_options, std::less<>> namespaces, bool insecure, task_owner_fn owns_task)
    : namespaces_(std::move(namespaces)), insecure_(insecure), owns_task_(std::move(owns_task))
{
}

std::variant<const channel_options*, client_error> channel_rules::find(std::string_view channel) const
{
    if (channel.empty() || channel.size() > max_channel_bytes)
        return error::bad_request;
    const channel_name name = split(channel);
    const auto found = namespaces_.find(name.space);
    // ":x" has a colon, so the options for names without one are not meant.
    if (found == namespaces_.end() || (name.has_boundary && name.space.empty()))
        return error::unknown_channel;
    const channel_options& o = found->second;
    if (o.channel_regex ? !matches(*o.channel_regex, name.rest) : !is_ascii(channel))
        return error::bad_request;
    return &o;
}

bool channel_rules::is_private(std::string_view channel) noexcept
{
    return channel.starts_with(private_prefix);
}

bool channel_rules::refuses_impersonation(const channel_options& o, const subject& who) noexcept
{
    return o.no_impersonation && who.impersonated;
}

std::string_view channel_rules::organization_of(std::string_view channel, const channel_options& o) noexcept
{
    if (o.access != channel_access::org)
        return {};
    const std::string_view rest = split(channel).rest;
    return rest.substr(0, rest.find(namespace_boundary));
}

bool channel_rules::may_subscribe(
    std::string_view channel, const channel_options& o, const subject& who) const
{
    if (is_private(channel) || refuses_impersonation(o, who))
        return false;
    return access_admits(channel, o, who) || owns_task(channel, o, who) || insecure_;
}

bool channel_rules::owns_task(std::string_view channel, const channel_options& o, const subject& who) const
{
    return o.task && owns_task_ && !who.user.empty() && owns_task_(channel, who.user);
}

bool channel_rules::may_publish(const channel_options& o, const subject& who, bool subscribed) const
{
    if (refuses_impersonation(o, who))
        return false;
    return insecure_ || allowed(
                            o.allow_publish_for_client, o.allow_publish_for_subscriber,
                            o.allow_publish_for_anonymous, who, subscribed);
}

bool channel_rules::may_see_presence(const channel_options& o, const subject& who, bool subscribed) const
{
    if (refuses_impersonation(o, who))
        return false;
    return insecure_ || allowed(
                            o.allow_presence_for_client, o.allow_presence_for_subscriber,
                            o.allow_presence_for_anonymous, who, subscribed);
}

bool channel_rules::may_read_history(const channel_options& o, const subject& who, bool subscribed) const
{
    if (refuses_impersonation(o, who))
        return false;
    return insecure_ || allowed(
                            o.allow_history_for_client, o.allow_history_for_subscriber,
                            o.allow_history_for_anonymous, who, subscribed);
}

std::vector<std::string> channel_rules::channels_at_connect(const subject& who, std::size_t& unusable) const
{
    std::vector<std::string> channels;
    if (who.user.empty())
        return channels;
    for (const auto& [name, options] : namespaces_)
    {
        if (!options.connect || refuses_impersonation(options, who))
            continue;
        std::string channel = name + namespace_boundary + std::string(who.user);
        if (std::holds_alternative<client_error>(find(channel)))
            ++unusable;
        else
            channels.push_back(std::move(channel));
    }
    return channels;
}

} // namespace ws::realtime
