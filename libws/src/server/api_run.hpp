#pragma once

#include "server/api_method.hpp"

#include <vector>

namespace ws::server
{

/// Carries the calls out one after the other; a reply for each, in their order.
net::task<std::vector<api_reply>> run_in_order(realtime::node& node, std::vector<api_call> calls);

/// The same, with up to 1024 of them under way at a time.
net::task<std::vector<api_reply>> run_in_parallel(realtime::node& node, std::vector<api_call> calls);

} // namespace ws::server
