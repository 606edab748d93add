#pragma once

#include <cstdint>
#include <string>

namespace bench
{

/// The cheapest server there could be: one epoll loop that answers everything
/// with constant bytes and, for each publish request, calls send() once per
/// subscriber with a frame that was built beforehand. Never returns.
///
/// With `unicast`, a publish goes to one subscriber, in turn.
void run_floor_server(std::uint16_t port, const std::string& push_payload, bool unicast);

} // namespace bench
