#pragma once

#include "turso/backend.hpp"
#include "turso/worker_lane.hpp"

#include <cstddef>

namespace ws::turso
{

/// How a worker carries out one call.
struct call_rules
{
    std::size_t max_response_bytes = 0;
    bool only_reads = false; ///< refuse writes, even where the connection could
    bool ends_here = true;   ///< behind the call the connection is as new
};

/// Has the leased worker carry out `w` and waits for it. Errors beside the worker's:
/// errc::cancelled, shut_down; not executed.
task<result<answer>> carry_out_at(
    const worker_lease& at, const work& w, const worker_lane::call& by, const call_rules& how,
    const boost::asio::any_io_executor& strand);

} // namespace ws::turso
