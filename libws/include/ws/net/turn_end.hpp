#pragma once

#include <ws/net/executor.hpp>

#include <functional>

namespace ws::net
{

/// Calls `f` once the handlers that are ready now have run, right before what
/// the shard's connections have queued is written: what `f` sends leaves with
/// it. Call from the shard's thread; what `f` throws leaves io_context::run().
void at_turn_end(executor ex, std::function<void()> f);

} // namespace ws::net
