#pragma once

#include "turso/backend.hpp"
#include "turso/sqlite_connection.hpp"
#include "turso/stop_flag.hpp"

#include <cstddef>

namespace ws::turso
{

/// Carries out one request in `db` and leaves its transaction open. The rows of the
/// answer may take `most_bytes`.
///
/// Errors of a script or of a description are the statement's; of a program only why it
/// was stopped: then nothing but what it had committed by itself is stored.
result<answer>
carry_out(sqlite_connection& db, const work& what, const stop_flag& stop, std::size_t most_bytes);

} // namespace ws::turso
