#include "base/json_object_writer.hpp"
#include "realtime/wire_json_decode.hpp"

#include <ws/base/json_string.hpp>
#include <ws/realtime/wire_format.hpp>

namespace ws::realtime
{
namespace
{

void append_publications(object_writer& w, const std::vector<publication_ptr>& list)
{
    std::string& out = w.member("publications");
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        if (i != 0)
            out += ',';
        append_json(out, *list[i]);
    }
    out += ']';
}

void append(std::string& out, const subscribe_result& r)
{
    object_writer w(out);
    w.flag("expires", r.expires);
    w.number("ttl", r.ttl);
    w.flag("recoverable", r.recoverable);
    w.string("epoch", r.position.epoch);
    if (!r.publications.empty())
        append_publications(w, r.publications);
    w.flag("recovered", r.recovered);
    w.number("offset", r.position.offset);
    w.flag("positioned", r.positioned);
    w.raw("data", r.data);
    w.flag("was_recovering", r.was_recovering);
}

void append(std::string& out, const connect_result& r)
{
    object_writer w(out);
    w.string("client", r.client);
    w.string("version", r.version);
    w.flag("expires", r.expires);
    w.number("ttl", r.ttl);
    if (!r.subs.empty())
    {
        object_writer subs(w.member("subs"));
        for (const auto& [channel, sub] : r.subs)
            append(subs.foreign_member(channel), sub);
    }
    w.number("ping", r.ping);
    w.flag("pong", r.pong);
}

void append(std::string& out, const refresh_result& r)
{
    object_writer w(out);
    w.string("client", r.client);
    w.flag("expires", r.expires);
    w.number("ttl", r.ttl);
}

void append(std::string& out, const sub_refresh_result& r)
{
    object_writer w(out);
    w.flag("expires", r.expires);
    w.number("ttl", r.ttl);
}

void append(std::string& out, const unsubscribe_result&) { out += "{}"; }
void append(std::string& out, const publish_result&) { out += "{}"; }
void append(std::string& out, const presence_result& r) { append_json(out, r); }
void append(std::string& out, const presence_stats_result& r) { append_json(out, r); }
void append(std::string& out, const history_result& r) { append_json(out, r); }

void start_message(std::string& out)
{
    if (!out.empty())
        out += '\n';
}

/// {"id":…,"<method>":…}
template <class Result>
void write_reply(std::string& out, std::uint32_t id, std::string_view method, const Result& r)
{
    start_message(out);
    object_writer w(out);
    w.number("id", id);
    append(w.member(method), r);
}

/// {"push":{"channel":…,"<kind>":…}}: `write` gets the text to write the value to.
template <class Write>
void write_push(std::string& out, std::string_view channel, std::string_view kind, Write write)
{
    start_message(out);
    object_writer w(out);
    object_writer push(w.member("push"));
    push.string("channel", channel);
    write(push.member(kind));
}

class json_format final : public wire_format
{
public:
    std::optional<std::string_view> next_command(std::string_view& rest) const override
    {
        if (rest.empty())
            return std::nullopt;
        const std::size_t end = rest.find('\n');
        const std::string_view text = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        return text;
    }

    result<command> decode(std::string_view bytes, std::string& why) const override
    {
        return decode_json_command(bytes, why);
    }

    void error_reply(std::string& out, std::uint32_t id, const client_error& e) const override
    {
        start_message(out);
        object_writer w(out);
        w.number("id", id);
        object_writer error(w.member("error"));
        error.number("code", e.code);
        error.string("message", e.message);
        error.flag("temporary", e.temporary);
    }

    void reply(std::string& out, std::uint32_t id, const connect_result& r) const override
    {
        write_reply(out, id, "connect", r);
    }
    void reply(std::string& out, std::uint32_t id, const subscribe_result& r) const override
    {
        write_reply(out, id, "subscribe", r);
    }
    void reply(std::string& out, std::uint32_t id, const unsubscribe_result& r) const override
    {
        write_reply(out, id, "unsubscribe", r);
    }
    void reply(std::string& out, std::uint32_t id, const publish_result& r) const override
    {
        write_reply(out, id, "publish", r);
    }
    void reply(std::string& out, std::uint32_t id, const presence_result& r) const override
    {
        write_reply(out, id, "presence", r);
    }
    void reply(std::string& out, std::uint32_t id, const presence_stats_result& r) const override
    {
        write_reply(out, id, "presence_stats", r);
    }
    void reply(std::string& out, std::uint32_t id, const history_result& r) const override
    {
        write_reply(out, id, "history", r);
    }
    void reply(std::string& out, std::uint32_t id, const refresh_result& r) const override
    {
        write_reply(out, id, "refresh", r);
    }
    void reply(std::string& out, std::uint32_t id, const sub_refresh_result& r) const override
    {
        write_reply(out, id, "sub_refresh", r);
    }

    void push_ping(std::string& out) const override
    {
        start_message(out);
        out += "{}";
    }

    void push_publication(std::string& out, std::string_view channel, const publication& p) const override
    {
        write_push(out, channel, "pub", [&](std::string& to) { append_json(to, p); });
    }

    void push_join(std::string& out, std::string_view channel, const client_info& who) const override
    {
        write_push(
            out, channel, "join",
            [&](std::string& to) { append_json(object_writer(to).member("info"), who); });
    }

    void push_leave(std::string& out, std::string_view channel, const client_info& who) const override
    {
        write_push(
            out, channel, "leave",
            [&](std::string& to) { append_json(object_writer(to).member("info"), who); });
    }

    void push_subscribe(std::string& out, std::string_view channel, const subscribe_push& s) const override
    {
        write_push(
            out, channel, "subscribe",
            [&](std::string& to)
            {
                object_writer w(to);
                w.flag("recoverable", s.recoverable);
                w.string("epoch", s.position.epoch);
                w.number("offset", s.position.offset);
                w.flag("positioned", s.positioned);
                w.raw("data", s.data);
            });
    }

    void push_unsubscribe(
        std::string& out, std::string_view channel, const unsubscribe_cause& cause) const override
    {
        write_push(
            out, channel, "unsubscribe",
            [&](std::string& to)
            {
                object_writer w(to);
                w.number("code", cause.code);
                w.string("reason", cause.reason);
            });
    }

    void push_refresh(std::string& out, bool expires, std::uint32_t ttl_seconds) const override
    {
        start_message(out);
        object_writer w(out);
        object_writer push(w.member("push"));
        object_writer refresh(push.member("refresh"));
        refresh.flag("expires", expires);
        refresh.number("ttl", ttl_seconds);
    }

    net::frame_ptr seal(std::string_view messages) const override { return net::frame::text(messages); }
};

} // namespace

const wire_format& json_wire_format()
{
    static const json_format instance;
    return instance;
}

void append_json(std::string& out, const client_info& info)
{
    object_writer w(out);
    w.string_always("user", info.user);
    w.string_always("client", info.client);
    w.raw("conn_info", info.conn_info);
    w.raw("chan_info", info.chan_info);
    w.flag("impersonated", info.impersonated);
}

void append_json(std::string& out, const publication& p)
{
    object_writer w(out);
    w.raw("data", p.data);
    if (p.info)
        append_json(w.member("info"), *p.info);
    w.number("offset", p.offset);
    if (!p.tags.empty())
    {
        object_writer tags(w.member("tags"));
        for (const auto& [key, value] : p.tags)
            append_json_string(tags.foreign_member(key), value);
    }
}

void append_json(std::string& out, const presence_result& r)
{
    object_writer w(out);
    object_writer clients(w.member("presence"));
    for (const client_info& info : r.clients)
        append_json(clients.member(info.client), info);
}

void append_json(std::string& out, const presence_stats_result& r)
{
    object_writer w(out);
    w.number_always("num_clients", r.num_clients);
    w.number_always("num_users", r.num_users);
}

void append_json(std::string& out, const history_result& r)
{
    object_writer w(out);
    append_publications(w, r.publications);
    w.string_always("epoch", r.position.epoch);
    w.number_always("offset", r.position.offset);
}

} // namespace ws::realtime
