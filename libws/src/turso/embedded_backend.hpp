#pragma once

#include "turso/backend.hpp"

#include <ws/turso/database_url.hpp>
#include <ws/turso/embedded_options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>

namespace ws::turso
{

/// A SQLite database in this process. Nothing is opened before the first call. A file
/// has one thread that writes and `how.readers` that read; a database in memory has one
/// thread for everything.
///
/// Each call's answer may take `max_response_bytes`. Call from coroutines on `strand`; they
/// do not throw when cancelled from their first call on (this_coro::throw_if_cancelled).
/// A database that cannot be opened is an error of every call, and tried again by the next.
///
/// Destroyed without stop(), it interrupts what is under way and waits for its threads.
std::unique_ptr<backend> make_embedded_backend(
    boost::asio::any_io_executor strand, const embedded_database& where, const embedded_options& how,
    std::size_t max_response_bytes);

} // namespace ws::turso
