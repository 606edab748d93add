#pragma once

#include <chrono>
#include <cstddef>

namespace ws::turso
{

/// How a database inside this process is opened. It always has foreign keys on,
/// and a file is in WAL mode. In memory: one thread for everything, at most 1 GiB.
struct embedded_options
{
    /// A commit is on the disk when it is answered. Off (synchronous=NORMAL): a power
    /// failure may take the last commits with it; a crash of the process may not.
    bool synchronous_full = true;
    std::chrono::milliseconds busy_timeout{5'000}; ///< waiting for another process's lock
    std::size_t readers = 2;                       ///< threads that read beside the one that writes
    std::size_t statement_cache = 64;              ///< prepared statements kept in each connection
    std::size_t max_value_bytes = 5'000'000;       ///< of one text or blob
};

} // namespace ws::turso
