#include "realtime/channel_option_table.hpp"

#include <ws/base/json_string.hpp>
#include <ws/codec/strict_json.hpp>
#include <ws/realtime/channel_rules.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace ws::realtime
{
namespace
{

namespace json = boost::json;

using namespace_map = std::map<std::string, channel_options, std::less<>>;

bool is_namespace_name(std::string_view name)
{
    const auto fits = [](char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    return name.size() >= 2 && std::all_of(name.begin(), name.end(), fits);
}

/// As JSON writes it, so that any byte is printable.
std::string quoted(std::string_view name)
{
    std::string text;
    append_json_string(text, name);
    return text;
}

std::string place(std::string_view name) { return "namespace " + quoted(name); }

/// An option that cannot hold together with others of the same namespace.
struct contradiction
{
    std::string_view option;
    std::string_view others[2]; ///< a mistake in one of these makes the check pointless
    bool (*present)(const channel_options& o);
    std::string_view text;
};

constexpr std::string_view needs_history =
    "needs history; give history_size and history_ttl, or set it to false";

const contradiction contradictions[] = {
    {"durable",
     {"history_size", "history_ttl"},
     [](const channel_options& o) { return o.durable && !o.has_history(); },
     needs_history},
    {"force_recovery",
     {"history_size", "history_ttl"},
     [](const channel_options& o) { return o.force_recovery && !o.has_history(); },
     needs_history},
    {"force_positioning",
     {"history_size", "history_ttl"},
     [](const channel_options& o) { return o.force_positioning && !o.has_history(); },
     needs_history},
    {"allow_recovery",
     {"history_size", "history_ttl"},
     [](const channel_options& o) { return o.allow_recovery && !o.has_history(); },
     needs_history},
    {"allow_positioning",
     {"history_size", "history_ttl"},
     [](const channel_options& o) { return o.allow_positioning && !o.has_history(); },
     needs_history},
    {"force_recovery_mode",
     {"history_size", "history_ttl"},
     [](const channel_options& o)
     { return o.force_recovery_mode == recovery_mode::cache && !o.has_history(); },
     R"(is "cache", which needs history; give history_size (1 is enough) and history_ttl, or leave it out)"},
    {"auto_cache_recover",
     {"force_recovery_mode"},
     [](const channel_options& o)
     { return o.auto_cache_recover && o.force_recovery_mode != recovery_mode::cache; },
     R"(needs "force_recovery_mode": "cache"; set that as well, or set it to false)"},
    {"history_meta_ttl",
     {"history_ttl"},
     [](const channel_options& o) { return o.history_meta_ttl < o.history_ttl; },
     "is shorter than history_ttl; make it at least as long, or leave it out"},
    {"force_push_join_leave",
     {"join_leave"},
     [](const channel_options& o) { return o.force_push_join_leave && !o.join_leave; },
     "needs join_leave; set that to true as well, or set it to false"},
    {"connect",
     {"access"},
     [](const channel_options& o) { return o.connect && o.access != channel_access::user; },
     R"(needs "access": "user", which says whose channel it is; set that as well, or set it to false)"},
    {"permission",
     {"access"},
     [](const channel_options& o) { return !o.permission.empty() && o.access != channel_access::org; },
     R"(needs "access": "org", because it is a permission in an organisation; set that as well, or set it to "")"},
    {"allow_subscribe_for_client",
     {"access"},
     [](const channel_options& o)
     { return o.allow_subscribe_for_client && o.access != channel_access::options; },
     R"(has no effect while access is given, which decides alone; set "access": "options", or leave it out)"},
    {"allow_user_limited_channels",
     {"access"},
     [](const channel_options& o)
     { return o.allow_user_limited_channels && o.access != channel_access::options; },
     R"(has no effect while access is given, which decides alone; set "access": "options", or leave it out)"},
};

/// Reads one namespace over what holds for it so far.
class namespace_reader
{
public:
    namespace_reader(std::string_view name, channel_options start, std::vector<std::string>& problems)
        : name_(name), options_(std::move(start)), problems_(problems)
    {
    }

    channel_options read(const json::object& given)
    {
        for (const auto& member : given)
            read_member(member.key(), member.value());
        complete();
        check();
        return std::move(options_);
    }

private:
    void problem(std::string_view option, std::string_view text)
    {
        problems_.push_back(fmt::format("{}, option \"{}\" {}", place(name_), option, text));
        unusable_.insert(std::string(option));
    }

    void read_member(std::string_view key, const json::value& value)
    {
        const channel_option* option = find_channel_option(key);
        if (!option)
        {
            problems_.push_back(fmt::format(
                "{} has the unknown option {}; remove it or mend its spelling (docs/configuration.md lists "
                "them all)",
                place(name_), quoted(key)));
            return;
        }
        given_.insert(option->name);
        if (const std::string mistake = read_option(*option, value, options_); !mistake.empty())
            problem(key, mistake);
    }

    /// What options default to when others are set.
    void complete()
    {
        if (!given_.contains("force_recovery"))
            options_.force_recovery = options_.has_history();
        if (!given_.contains("history_meta_ttl"))
            options_.history_meta_ttl = std::max(options_.history_meta_ttl, options_.history_ttl);
    }

    void check()
    {
        check_half_history(
            "history_size", options_.history_size > 0, "history_ttl", options_.history_ttl.count() > 0);
        check_half_history(
            "history_ttl", options_.history_ttl.count() > 0, "history_size", options_.history_size > 0);
        if (name_.empty() && options_.connect && !unusable_.contains("connect"))
            problem(
                "connect",
                "needs a namespace with a name, which the user's id is appended to; set it to false");
        for (const contradiction& c : contradictions)
        {
            const auto unusable = [this](std::string_view option) { return unusable_.contains(option); };
            if (!unusable(c.option) && std::none_of(std::begin(c.others), std::end(c.others), unusable) &&
                c.present(options_))
                problem(c.option, c.text);
        }
    }

    /// One of the two alone keeps nothing, which nobody who wrote it can want.
    void check_half_history(std::string_view option, bool set, std::string_view other, bool other_set)
    {
        if (!given_.contains(option) || !set || other_set || unusable_.contains(option) ||
            unusable_.contains(other))
            return;
        problem(option, fmt::format("keeps nothing without {0}; give {0} as well, or leave both out", other));
        unusable_.insert(std::string(other));
    }

    std::string_view name_;
    channel_options options_;
    std::vector<std::string>& problems_;
    std::set<std::string_view> given_;
    std::set<std::string, std::less<>> unusable_; ///< already complained of: no follow-up problems
};

void merge_namespace(
    namespace_map& namespaces, std::string_view name, const json::value& value,
    std::vector<std::string>& problems)
{
    const auto existing = namespaces.find(name);
    if (value.is_null())
    {
        if (existing == namespaces.end())
            problems.push_back(place(name) + " is null, which removes it, but there is none; leave it out");
        else
            namespaces.erase(existing);
        return;
    }
    if (!name.empty() && !is_namespace_name(name))
    {
        problems.push_back(
            place(name) + " has a bad name; use at least two of a-z A-Z 0-9 - _ . "
                          "(or \"\" for channels without a colon)");
        return;
    }
    if (!value.is_object())
    {
        problems.push_back(place(name) + " must be an object of options, or null to remove it");
        return;
    }
    channel_options start = existing == namespaces.end() ? channel_options{} : existing->second;
    namespaces.insert_or_assign(
        std::string(name), namespace_reader(name, std::move(start), problems).read(value.get_object()));
}

channel_options with_history(std::uint32_t size, std::chrono::seconds ttl)
{
    channel_options o;
    o.history_size = size;
    o.history_ttl = ttl;
    o.force_recovery = true;
    o.allow_history_for_subscriber = true;
    return o;
}

} // namespace

namespace_map default_namespaces()
{
    using namespace std::chrono_literals;

    channel_options user = with_history(200, 72h);
    user.durable = true;
    user.access = channel_access::user;
    user.connect = true;

    channel_options org = with_history(200, 72h);
    org.durable = true;
    org.access = channel_access::org;
    org.presence = true;
    org.allow_presence_for_subscriber = true;

    channel_options task = with_history(200, 72h);
    task.durable = true;
    task.access = channel_access::token;
    task.task = true;

    channel_options public_topics = with_history(50, 10min);
    public_topics.access = channel_access::signed_in;

    channel_options room = with_history(100, 10min);
    room.access = channel_access::token;
    room.presence = true;
    room.join_leave = true;
    room.allow_presence_for_subscriber = true;
    room.allow_publish_for_subscriber = true;

    return {{"user", user}, {"org", org}, {"task", task}, {"public", public_topics}, {"room", room}};
}

namespace_map parse_namespaces(std::string_view json_text, std::vector<std::string>& problems)
{
    namespace_map namespaces = default_namespaces();
    if (json_text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return namespaces;
    std::string why;
    const auto parsed = codec::parse_strict_json(json_text, {}, &why);
    if (!parsed)
    {
        problems.push_back(fmt::format("cannot be read: {}; mend the text there", why));
        return namespaces;
    }
    if (!parsed->is_object())
    {
        problems.push_back("must be a JSON object: namespace name → options");
        return namespaces;
    }
    for (const auto& member : parsed->get_object())
        merge_namespace(namespaces, member.key(), member.value(), problems);
    return namespaces;
}

} // namespace ws::realtime
