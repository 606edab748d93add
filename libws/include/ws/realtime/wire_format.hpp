#pragma once

#include <ws/base/error.hpp>
#include <ws/net/frame.hpp>
#include <ws/realtime/codes.hpp>
#include <ws/realtime/command.hpp>
#include <ws/realtime/replies.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ws::realtime
{

/// How commands, replies and pushes look on the wire. One object serves all
/// connections of that format; implementations hold no state.
///
/// Every function that encodes appends one message to `out`, parted from what
/// is there as the format wants it; seal() makes a frame of them.
class wire_format
{
public:
    virtual ~wire_format() = default;

    /// Takes the next command's bytes off the front of `rest`, which starts as a
    /// frame's payload; nothing when none is left.
    [[nodiscard]] virtual std::optional<std::string_view> next_command(std::string_view& rest) const = 0;

    /// Errors: errc::malformed_input; `why` receives a short reason for the peer.
    [[nodiscard]] virtual result<command> decode(std::string_view bytes, std::string& why) const = 0;

    virtual void error_reply(std::string& out, std::uint32_t id, const client_error& e) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const connect_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const subscribe_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const unsubscribe_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const publish_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const presence_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const presence_stats_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const history_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const refresh_result& r) const = 0;
    virtual void reply(std::string& out, std::uint32_t id, const sub_refresh_result& r) const = 0;

    virtual void push_ping(std::string& out) const = 0;
    virtual void push_publication(std::string& out, std::string_view channel, const publication& p) const = 0;
    virtual void push_join(std::string& out, std::string_view channel, const client_info& who) const = 0;
    virtual void push_leave(std::string& out, std::string_view channel, const client_info& who) const = 0;
    virtual void
    push_subscribe(std::string& out, std::string_view channel, const subscribe_push& s) const = 0;
    virtual void
    push_unsubscribe(std::string& out, std::string_view channel, const unsubscribe_cause& cause) const = 0;
    virtual void push_refresh(std::string& out, bool expires, std::uint32_t ttl_seconds) const = 0;

    /// A frame that carries the messages.
    [[nodiscard]] virtual net::frame_ptr seal(std::string_view messages) const = 0;
};

/// JSON over text frames (docs/protocol.md).
const wire_format& json_wire_format();

/// Appends values as the JSON wire format writes them, for the server API,
/// which shares these shapes.
void append_json(std::string& out, const client_info& info);
void append_json(std::string& out, const publication& p);
void append_json(std::string& out, const presence_result& r);
void append_json(std::string& out, const presence_stats_result& r);
void append_json(std::string& out, const history_result& r);

} // namespace ws::realtime
