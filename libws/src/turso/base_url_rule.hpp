#pragma once

#include <ws/turso/database_url.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ws::turso
{

/// Where a stream goes on when the server named a base_url for it.
///
/// The token travels along, so only to the same host (on any port and path) or to one of
/// `trusted_hosts`, and never from https to http. Errors: errc::base_url_refused.
result<remote_database> follow_base_url(
    const remote_database& from, std::string_view base_url, const std::vector<std::string>& trusted_hosts);

} // namespace ws::turso
