#include "server/api_commands.hpp"
#include "server/disconnect_cause.hpp"

#include <utility>

namespace ws::server
{
namespace
{

net::task<api_reply> done(realtime::answer<void> outcome)
{
    if (!outcome)
        co_return outcome.error();
    co_return std::string("{}");
}

net::task<api_reply> subscribe(realtime::node& node, realtime::subscribe_call call)
{
    const auto outcome = co_await node.subscribe_user(std::move(call));
    if (!outcome)
        co_return outcome.error();
    co_return std::string("{}");
}

realtime::client_selector read_selector(request_reader& in)
{
    realtime::client_selector who;
    who.user = in.text("user");
    who.client = in.text("client");
    who.session = in.text("session");
    return who;
}

/// Unix seconds; absent or 0 means none.
std::optional<std::chrono::sys_seconds> read_time(request_reader& in, std::string_view name)
{
    const std::int64_t seconds = in.integer(name);
    if (seconds < 0)
        in.refuse_value();
    if (seconds == 0)
        return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

/// {"value": bool}; nothing when absent.
std::optional<bool> read_override(request_reader& in, std::string_view name)
{
    auto option = in.object(name);
    if (!option)
        return std::nullopt;
    return option->flag("value");
}

auth::subscription_override read_overrides(request_reader& in)
{
    auth::subscription_override all;
    if (auto options = in.object("override"))
    {
        all.presence = read_override(*options, "presence");
        all.join_leave = read_override(*options, "join_leave");
        all.force_push_join_leave = read_override(*options, "force_push_join_leave");
        all.force_recovery = read_override(*options, "force_recovery");
        all.force_positioning = read_override(*options, "force_positioning");
    }
    return all;
}

void read_cause(request_reader& in, realtime::disconnect_call& call)
{
    auto cause = in.object("disconnect");
    if (!cause)
        return;
    const std::uint64_t code = cause->whole_number("code");
    call.reason = cause->text("reason");
    if (!is_usable_cause(code, call.reason))
        in.refuse_value();
    call.code = static_cast<std::uint16_t>(code);
}

} // namespace

api_call read_subscribe(request_reader& in)
{
    realtime::subscribe_call call;
    call.who = read_selector(in);
    call.channel = in.text("channel");
    call.info = in.optional_payload("info", "b64info");
    call.data = in.optional_payload("data", "b64data");
    call.expires = read_time(in, "expire_at");
    call.recover_since = in.position("recover_since");
    call.override = read_overrides(in);
    return [call = std::move(call)](realtime::node& node) mutable
    { return subscribe(node, std::move(call)); };
}

api_call read_unsubscribe(request_reader& in)
{
    return [who = read_selector(in), channel = in.text("channel")](realtime::node& node)
    { return done(node.unsubscribe_user(who, channel)); };
}

api_call read_disconnect(request_reader& in)
{
    realtime::disconnect_call call;
    call.who = read_selector(in);
    call.whitelist = in.texts("whitelist");
    read_cause(in, call);
    return [call = std::move(call)](realtime::node& node) { return done(node.disconnect_user(call)); };
}

api_call read_refresh(request_reader& in)
{
    realtime::refresh_call call;
    call.who = read_selector(in);
    call.expired = in.flag("expired");
    call.expires = read_time(in, "expire_at");
    call.info = in.optional_payload("info", "b64info");
    return [call = std::move(call)](realtime::node& node) { return done(node.refresh_user(call)); };
}

} // namespace ws::server
