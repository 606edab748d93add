#pragma once

#include "server/api_method.hpp"

/// One function per method of the server API: reads its request and gives the
/// call that carries it out. See docs/server-api.md for members and results.
namespace ws::server
{

api_call read_publish(request_reader& in);
api_call read_broadcast(request_reader& in);
api_call read_history_remove(request_reader& in);

api_call read_subscribe(request_reader& in);
api_call read_unsubscribe(request_reader& in);
api_call read_disconnect(request_reader& in);
api_call read_refresh(request_reader& in);

api_call read_presence(request_reader& in);
api_call read_presence_stats(request_reader& in);
api_call read_history(request_reader& in);
api_call read_channels(request_reader& in);
api_call read_info(request_reader& in);

api_call read_rpc(request_reader& in);

} // namespace ws::server
