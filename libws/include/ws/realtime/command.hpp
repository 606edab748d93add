#pragma once

#include <ws/realtime/publication.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

/// Commands of clients, decoded (docs/protocol.md). Missing members are
/// zero. `data` members are minified JSON, or empty.
namespace ws::realtime
{

struct recover_request
{
    bool recover = false;
    stream_position position;
};

struct connect_command
{
    std::string token;
    std::string data;
    std::string name;
    std::string version;
    std::map<std::string, recover_request> subs;
};

struct subscribe_command
{
    std::string channel;
    std::string token;
    std::string data;
    bool recover = false;
    stream_position position;
    bool positioned = false;
    bool recoverable = false;
    bool join_leave = false;
    std::string delta;
    bool has_tags_filter = false;
    std::int64_t flag = 0;
    std::int64_t type = 0;
};

struct unsubscribe_command
{
    std::string channel;
};

struct publish_command
{
    std::string channel;
    std::string data;
    std::int64_t type = 0;
};

struct presence_command
{
    std::string channel;
};

struct presence_stats_command
{
    std::string channel;
};

struct history_command
{
    std::string channel;
    std::int64_t limit = 0;
    std::optional<stream_position> since;
    bool reverse = false;
};

struct rpc_command
{
    std::string method;
    std::string data;
};

struct send_command
{
    std::string data;
};

struct refresh_command
{
    std::string token;
};

struct sub_refresh_command
{
    std::string channel;
    std::string token;
    std::int64_t type = 0;
};

struct ping_command
{
};

/// The answer to a server's ping: a command without id and method.
struct pong
{
};

struct command
{
    std::uint32_t id = 0;
    std::variant<
        pong, connect_command, ping_command, subscribe_command, unsubscribe_command, publish_command,
        presence_command, presence_stats_command, history_command, rpc_command, send_command, refresh_command,
        sub_refresh_command>
        body;
};

} // namespace ws::realtime
