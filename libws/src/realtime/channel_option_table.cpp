#include "realtime/channel_option_table.hpp"

#include <ws/base/duration.hpp>
#include <ws/base/log.hpp>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ws::realtime
{
namespace
{

namespace json = boost::json;

constexpr std::uint32_t max_history_size = 1'000'000;
constexpr std::array<std::string_view, 5> overrides = {
    "presence", "join_leave", "force_push_join_leave", "force_recovery", "force_positioning"};

std::string shown(const json::value& value)
{
    const std::string text = json::serialize(value);
    const std::string_view start = log::excerpt(text, 40);
    return std::string(start) + (start.size() < text.size() ? "…" : "");
}

std::string read_bool(const json::value& value, bool& out)
{
    if (const bool* given = value.if_bool())
    {
        out = *given;
        return {};
    }
    return fmt::format("is {}; write true or false, without quotes", shown(value));
}

std::string read_count(const json::value& value, std::uint32_t& out)
{
    const std::int64_t* given = value.if_int64();
    if (!given || *given < 0 || *given > max_history_size)
        return fmt::format(
            "is {}; write a whole number from 0 to {}, without quotes", shown(value), max_history_size);
    out = static_cast<std::uint32_t>(*given);
    return {};
}

std::string read_seconds(const json::value& value, std::chrono::seconds& out)
{
    const json::string* given = value.if_string();
    const auto duration =
        given ? parse_duration(*given) : result<std::chrono::seconds>(errc::malformed_input);
    if (!duration)
        return fmt::format(
            R"(is {}; write a duration of at most 87600h in quotes, such as "300s", "10m" or "24h")",
            shown(value));
    out = *duration;
    return {};
}

/// The text of a JSON string, or nullptr after saying that there is none.
const json::string* text_of(const json::value& value, std::string& mistake)
{
    const json::string* text = value.if_string();
    if (!text)
        mistake = fmt::format("is {}; write a text in quotes", shown(value));
    return text;
}

template <class T>
struct choice
{
    std::string_view name;
    T value;
};

template <class T, std::size_t N>
std::string read_choice(const json::value& value, const choice<T> (&choices)[N], T& out)
{
    std::string names;
    for (const choice<T>& c : choices)
    {
        if (value.is_string() && value.get_string() == c.name)
        {
            out = c.value;
            return {};
        }
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", c.name);
    }
    return fmt::format("is {}; write one of {}", shown(value), names);
}

std::string read_recovery_mode(const json::value& value, channel_options& out)
{
    static constexpr choice<recovery_mode> choices[] = {
        {"stream", recovery_mode::stream}, {"cache", recovery_mode::cache}};
    return read_choice(value, choices, out.force_recovery_mode);
}

std::string read_access(const json::value& value, channel_options& out)
{
    static constexpr choice<channel_access> choices[] = {
        {"user", channel_access::user},
        {"org", channel_access::org},
        {"signed_in", channel_access::signed_in},
        {"token", channel_access::token},
        {"options", channel_access::options}};
    return read_choice(value, choices, out.access);
}

std::string read_data_format(const json::value& value, channel_options& out)
{
    if (value.is_string() && value.get_string() == "binary")
        return R"(is "binary", which is not built in this version; write "json" or "json_object")";
    static constexpr choice<data_format> choices[] = {
        {"", data_format::any_json},
        {"json", data_format::any_json},
        {"json_object", data_format::json_object}};
    return read_choice(value, choices, out.publication_data_format);
}

std::string read_subscription_type(const json::value& value, channel_options&)
{
    std::string mistake;
    const json::string* type = text_of(value, mistake);
    if (!type || *type == "stream")
        return mistake;
    if (*type == "map" || *type == "map_clients" || *type == "map_users" || *type == "shared_poll")
        return fmt::format(
            R"(is {}, which is not built in this version; write "stream" or leave it out)", shown(value));
    return fmt::format(R"(is {}; the only type of this version is "stream")", shown(value));
}

std::string read_regex(const json::value& value, channel_options& out)
{
    std::string mistake;
    const json::string* pattern = text_of(value, mistake);
    if (!pattern)
        return mistake;
    try
    {
        out.channel_regex_text.assign(pattern->data(), pattern->size());
        out.channel_regex =
            pattern->empty() ? nullptr : std::make_shared<const std::regex>(out.channel_regex_text);
    }
    catch (const std::regex_error& e)
    {
        return fmt::format(
            "is {}, which is no ECMAScript regular expression ({}); mend the pattern", shown(value),
            e.what());
    }
    return {};
}

std::string read_permission(const json::value& value, channel_options& out)
{
    std::string mistake;
    if (const json::string* permission = text_of(value, mistake))
        out.permission.assign(permission->data(), permission->size());
    return mistake;
}

std::string read_max_override(const json::value& value, channel_options& out)
{
    const std::string mend = fmt::format(R"(write a list of some of "{}")", fmt::join(overrides, "\", \""));
    const json::array* names = value.if_array();
    // The code reads an empty list as "all", the opposite of what it looks like.
    if (!names || names->empty())
        return fmt::format("is {}; {}, or leave it out to allow all of them", shown(value), mend);
    out.max_override.clear();
    for (const json::value& name : *names)
    {
        if (!name.is_string() ||
            std::find(overrides.begin(), overrides.end(), name.get_string()) == overrides.end())
            return fmt::format("has the entry {}; {}", shown(name), mend);
        out.max_override.emplace_back(name.get_string());
    }
    return {};
}

bool switches_off(const json::value& value)
{
    return (value.is_bool() && !value.get_bool()) || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
}

using o = channel_options;

constexpr channel_option table[] = {
    {"presence", "bool", "false", &o::presence},
    {"join_leave", "bool", "false", &o::join_leave},
    {"force_push_join_leave", "bool", "false", &o::force_push_join_leave},
    {"history_size", "integer", "0", &o::history_size},
    {"history_ttl", "duration", "\"0s\"", &o::history_ttl},
    {"history_meta_ttl", "duration", "\"720h\"", &o::history_meta_ttl},
    {"force_positioning", "bool", "false", &o::force_positioning},
    {"allow_positioning", "bool", "false", &o::allow_positioning},
    {"force_recovery", "bool", "", &o::force_recovery},
    {"allow_recovery", "bool", "false", &o::allow_recovery},
    {"force_recovery_mode", "choice", "\"stream\"", read_recovery_mode},
    {"auto_cache_recover", "bool", "false", &o::auto_cache_recover},
    {"allow_subscribe_for_client", "bool", "false", &o::allow_subscribe_for_client},
    {"allow_subscribe_for_anonymous", "bool", "false", &o::allow_subscribe_for_anonymous},
    {"allow_publish_for_client", "bool", "false", &o::allow_publish_for_client},
    {"allow_publish_for_subscriber", "bool", "false", &o::allow_publish_for_subscriber},
    {"allow_publish_for_anonymous", "bool", "false", &o::allow_publish_for_anonymous},
    {"allow_presence_for_client", "bool", "false", &o::allow_presence_for_client},
    {"allow_presence_for_subscriber", "bool", "false", &o::allow_presence_for_subscriber},
    {"allow_presence_for_anonymous", "bool", "false", &o::allow_presence_for_anonymous},
    {"allow_history_for_client", "bool", "false", &o::allow_history_for_client},
    {"allow_history_for_subscriber", "bool", "false", &o::allow_history_for_subscriber},
    {"allow_history_for_anonymous", "bool", "false", &o::allow_history_for_anonymous},
    {"allow_user_limited_channels", "bool", "false", &o::allow_user_limited_channels},
    {"channel_regex", "text", "\"\"", read_regex},
    {"publication_data_format", "choice", "\"\"", read_data_format},
    {"subscription_type", "choice", "\"stream\"", read_subscription_type},
    {"durable", "bool", "false", &o::durable},
    {"access", "choice", "\"options\"", read_access},
    {"permission", "text", "\"\"", read_permission},
    {"task", "bool", "false", &o::task},
    {"connect", "bool", "false", &o::connect},
    {"no_impersonation", "bool", "false", &o::no_impersonation},
    {"max_override", "list", "", read_max_override},
    {"allowed_delta_types", "not built", "", option_not_built{}},
    {"delta_publish", "not built", "", option_not_built{}},
    {"allow_tags_filter", "not built", "", option_not_built{}},
    {"subscribe_proxy_enabled", "not built", "", option_not_built{}},
    {"subscribe_proxy_name", "not built", "", option_not_built{}},
    {"publish_proxy_enabled", "not built", "", option_not_built{}},
    {"publish_proxy_name", "not built", "", option_not_built{}},
    {"sub_refresh_proxy_enabled", "not built", "", option_not_built{}},
    {"sub_refresh_proxy_name", "not built", "", option_not_built{}},
    {"map", "not built", "", option_not_built{}},
    {"shared_poll", "not built", "", option_not_built{}},
};

struct read_into
{
    const json::value& value;
    channel_options& out;

    std::string operator()(option_not_built) const
    {
        return switches_off(value) ? "" : "is not built in this version; leave it out";
    }
    std::string operator()(bool o::*member) const { return read_bool(value, out.*member); }
    std::string operator()(std::uint32_t o::*member) const { return read_count(value, out.*member); }
    std::string operator()(std::chrono::seconds o::*member) const { return read_seconds(value, out.*member); }
    std::string operator()(option_reader read) const { return read(value, out); }
};

} // namespace

std::span<const channel_option> channel_option_table() { return table; }

const channel_option* find_channel_option(std::string_view name)
{
    const auto* found = std::find_if(
        std::begin(table), std::end(table), [name](const channel_option& c) { return c.name == name; });
    return found == std::end(table) ? nullptr : found;
}

std::string read_option(const channel_option& option, const json::value& value, channel_options& out)
{
    return std::visit(read_into{value, out}, option.target);
}

} // namespace ws::realtime
