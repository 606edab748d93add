#include "realtime/wire_json_decode.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/json/object.hpp>

#include <array>
#include <limits>

namespace ws::realtime
{
namespace
{

namespace json = boost::json;

/// Reads members of one object of a command. The first problem is kept; what
/// is read after it does not matter.
class member_reader
{
public:
    member_reader(const json::object& object, std::string_view text, std::string& why)
        : object_(object), text_(text), why_(why)
    {
    }

    std::string string(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr)
            return {};
        if (const auto* s = v->if_string())
            return std::string(s->data(), s->size());
        fail(name, "a string");
        return {};
    }

    bool boolean(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr)
            return false;
        if (const auto* b = v->if_bool())
            return *b;
        fail(name, "a boolean");
        return false;
    }

    std::uint64_t
    unsigned_integer(std::string_view name, std::uint64_t highest = std::numeric_limits<std::uint64_t>::max())
    {
        const json::value* v = find(name);
        if (v == nullptr)
            return 0;
        std::uint64_t number = 0;
        if (const auto* u = v->if_uint64())
            number = *u;
        else if (const auto* i = v->if_int64(); i != nullptr && *i >= 0)
            number = static_cast<std::uint64_t>(*i);
        else
            fail(name, "a whole number from 0");
        if (number > highest)
            fail(name, "a smaller number");
        return number;
    }

    std::int64_t integer(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr)
            return 0;
        if (const auto* i = v->if_int64())
            return *i;
        fail(name, "a whole number");
        return 0;
    }

    /// Any JSON value, as minified text.
    std::string any(std::string_view name)
    {
        if (object_.find(name) == object_.end())
            return {};
        return codec::minify_json(codec::raw_member(text_, name));
    }

    /// A member object and its own text; nullptr when absent.
    const json::object* object(std::string_view name)
    {
        const json::value* v = find(name);
        if (v == nullptr)
            return nullptr;
        if (const auto* o = v->if_object())
            return o;
        fail(name, "an object");
        return nullptr;
    }

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    [[nodiscard]] std::string_view text_of(std::string_view name) const
    {
        return codec::raw_member(text_, name);
    }

    stream_position position() { return {unsigned_integer("offset"), string("epoch")}; }

private:
    /// The member, unless it is absent or null.
    [[nodiscard]] const json::value* find(std::string_view name) const
    {
        const json::value* v = object_.if_contains(name);
        return v == nullptr || v->is_null() ? nullptr : v;
    }

    void fail(std::string_view name, std::string_view expected)
    {
        if (!why_.empty())
            return;
        why_.append(name).append(" must be ").append(expected);
    }

    const json::object& object_;
    std::string_view text_;
    std::string& why_;
};

connect_command read_connect(member_reader r, std::string& why)
{
    connect_command c;
    c.token = r.string("token");
    c.data = r.any("data");
    c.name = r.string("name");
    c.version = r.string("version");
    const json::object* subs = r.object("subs");
    if (subs == nullptr)
        return c;
    for (const auto& [channel, value] : *subs)
    {
        recover_request& wish = c.subs[std::string(channel)];
        if (value.is_null())
            continue;
        const json::object* o = value.if_object();
        if (o == nullptr)
        {
            why = "subs must hold objects";
            break;
        }
        member_reader sub(*o, {}, why);
        wish = {sub.boolean("recover"), sub.position()};
    }
    return c;
}

subscribe_command read_subscribe(member_reader r, std::string&)
{
    subscribe_command c;
    c.channel = r.string("channel");
    c.token = r.string("token");
    c.data = r.any("data");
    c.recover = r.boolean("recover");
    c.position = r.position();
    c.positioned = r.boolean("positioned");
    c.recoverable = r.boolean("recoverable");
    c.join_leave = r.boolean("join_leave");
    c.delta = r.string("delta");
    c.has_tags_filter = r.has("tf");
    c.flag = r.integer("flag");
    c.type = r.integer("type");
    return c;
}

publish_command read_publish(member_reader r, std::string&)
{
    return {r.string("channel"), r.any("data"), r.integer("type")};
}

history_command read_history(member_reader r, std::string& why)
{
    history_command c;
    c.channel = r.string("channel");
    c.limit = r.integer("limit");
    c.reverse = r.boolean("reverse");
    if (const json::object* since = r.object("since"))
        c.since = member_reader(*since, {}, why).position();
    return c;
}

sub_refresh_command read_sub_refresh(member_reader r, std::string&)
{
    return {r.string("channel"), r.string("token"), r.integer("type")};
}

unsubscribe_command read_unsubscribe(member_reader r, std::string&) { return {r.string("channel")}; }
presence_command read_presence(member_reader r, std::string&) { return {r.string("channel")}; }
presence_stats_command read_presence_stats(member_reader r, std::string&) { return {r.string("channel")}; }
rpc_command read_rpc(member_reader r, std::string&) { return {r.string("method"), r.any("data")}; }
send_command read_send(member_reader r, std::string&) { return {r.any("data")}; }
refresh_command read_refresh(member_reader r, std::string&) { return {r.string("token")}; }
ping_command read_ping(member_reader, std::string&) { return {}; }

using body = decltype(command::body);

template <auto Read>
body as_body(member_reader r, std::string& why)
{
    return Read(r, why);
}

struct method
{
    std::string_view name;
    body (*read)(member_reader, std::string&);
};

/// In the order in which the first one counts when a command names several.
constexpr std::array<method, 12> methods{{
    {"connect", as_body<read_connect>},
    {"ping", as_body<read_ping>},
    {"subscribe", as_body<read_subscribe>},
    {"unsubscribe", as_body<read_unsubscribe>},
    {"publish", as_body<read_publish>},
    {"presence", as_body<read_presence>},
    {"presence_stats", as_body<read_presence_stats>},
    {"history", as_body<read_history>},
    {"rpc", as_body<read_rpc>},
    {"send", as_body<read_send>},
    {"refresh", as_body<read_refresh>},
    {"sub_refresh", as_body<read_sub_refresh>},
}};

/// Only `send` may come without an id; anything else without one is a pong.
bool is_pong(std::uint32_t id, std::string_view method_name) { return id == 0 && method_name != "send"; }

} // namespace

result<command> decode_json_command(std::string_view text, std::string& why)
{
    const auto parsed = codec::parse_strict_json(text, {}, &why);
    if (!parsed)
        return errc::malformed_input;
    const json::object* object = parsed->if_object();
    if (object == nullptr)
    {
        why = "a command must be a JSON object";
        return errc::malformed_input;
    }
    member_reader r(*object, text, why);
    command c;
    c.id = static_cast<std::uint32_t>(r.unsigned_integer("id", std::numeric_limits<std::uint32_t>::max()));
    for (const method& m : methods)
    {
        if (!why.empty())
            return errc::malformed_input;
        if (!r.has(m.name))
            continue;
        if (is_pong(c.id, m.name))
            continue;
        if (const json::object* params = r.object(m.name))
            c.body = m.read(member_reader(*params, r.text_of(m.name), why), why);
        if (!why.empty())
            return errc::malformed_input;
        return c;
    }
    if (c.id != 0)
        why = "unknown method";
    if (!why.empty())
        return errc::malformed_input;
    return c;
}

} // namespace ws::realtime
