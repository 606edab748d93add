#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/net/timer_wheel.hpp>

namespace ws::net
{

/// Ends a connection whose peer may still be sending: says that nothing more
/// comes and swallows what arrives until the peer is done. Closing at once
/// would make the kernel send a reset, which may take our answer with it.
///
/// At most 2 s and 16 MiB. The socket is closed afterwards.
task<void> lingering_close(tcp_socket& socket, timer_wheel& wheel);

} // namespace ws::net
