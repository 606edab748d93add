#pragma once

#include <ws/server/config.hpp>
#include <ws/turso/migration.hpp>

#include <span>

namespace ws::server
{

/// Runs the server in this thread until SIGTERM or SIGINT; the process's exit
/// code. Call it once, with no other thread running.
///
/// `schema` is what the program needs of its database and must live until the end. A database
/// of this process (a file in development and test, one in memory anywhere) is brought up to date;
/// any other must be already.
///
/// 0: it was asked to stop and has stopped: every client was sent away with
/// 3001 within `shutdown_spread`, what was being answered was answered, at the
/// latest 20 s later. 1: it cannot listen or must not work with the
/// database as it is, which standard error says, or could not stop, which the log does. A second signal ends
/// the process at once with 128 + the signal's number. Configures the process's log and ignores SIGPIPE.
int run(const loaded_config& settings, std::span<const turso::migration> schema);

} // namespace ws::server
