#pragma once

#include <ws/server/config.hpp>

namespace ws::server
{

/// Runs the server in this thread until SIGTERM or SIGINT; the process's exit
/// code. Call it once, with no other thread running.
///
/// 0: it was asked to stop and has stopped: every client was sent away with
/// 3001 within `shutdown_spread`, what was being answered was answered, at the
/// latest 20 s later. 1: it cannot listen, which standard error says, or could
/// not stop, which the log does. A second signal ends the process at once with 128 + the
/// signal's number. Configures the process's log and ignores SIGPIPE.
int run(const loaded_config& settings);

} // namespace ws::server
