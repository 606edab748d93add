#pragma once

#include "turso/backend.hpp"

#include <ws/turso/database_url.hpp>
#include <ws/turso/options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace ws::turso
{

/// A server that speaks Hrana over HTTP. `strand` runs it; nothing is sent before the
/// first request.
std::unique_ptr<backend> make_remote_backend(
    const boost::asio::any_io_executor& strand, const remote_database& server, const options& how);

} // namespace ws::turso
