#pragma once

#include <ws/realtime/publication.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// What the server answers and pushes, before it is encoded. Zero values are
/// left out on the wire (docs/protocol.md).
namespace ws::realtime
{

struct subscribe_result
{
    bool expires = false;
    std::uint32_t ttl = 0; ///< seconds
    bool recoverable = false;
    bool positioned = false;
    stream_position position;
    bool was_recovering = false;
    bool recovered = false;
    std::vector<publication_ptr> publications; ///< oldest first
    std::string data;
};

struct connect_result
{
    std::string client;
    std::string version;
    bool expires = false;
    std::uint32_t ttl = 0; ///< seconds
    std::vector<std::pair<std::string, subscribe_result>> subs;
    std::uint32_t ping = 0; ///< seconds
    bool pong = false;
};

struct refresh_result
{
    std::string client;
    bool expires = false;
    std::uint32_t ttl = 0; ///< seconds
};

struct sub_refresh_result
{
    bool expires = false;
    std::uint32_t ttl = 0; ///< seconds
};

struct unsubscribe_result
{
};

struct publish_result
{
};

struct presence_result
{
    std::vector<client_info> clients;
};

struct presence_stats_result
{
    std::uint32_t num_clients = 0;
    std::uint32_t num_users = 0;
};

struct history_result
{
    std::vector<publication_ptr> publications;
    stream_position position; ///< the stream's top
};

/// A server-side subscription that started while connected.
struct subscribe_push
{
    bool recoverable = false;
    bool positioned = false;
    stream_position position;
    std::string data;
};

} // namespace ws::realtime
