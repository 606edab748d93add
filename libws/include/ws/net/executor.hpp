#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ws::net
{

namespace asio = boost::asio;

/// A shard is one io_context run by one thread. Its own executor type, not
/// any_io_executor: the type erasure costs memory and time per operation.
using executor = asio::io_context::executor_type;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, executor>;

} // namespace ws::net
