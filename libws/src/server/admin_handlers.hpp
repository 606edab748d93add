#pragma once

#include "server/admin_context.hpp"

#include <ws/server/config.hpp>

#include <string>

/// The endpoints of the admin API (docs/admin-api.md), by the file that has them.
namespace ws::server
{

// admin_connections.cpp
net::http_response list_connections(const admin_context& context, const admin_request& request);
net::http_response show_connection(const admin_context& context, const admin_request& request);

// admin_disconnect.cpp
net::http_response disconnect_clients(const admin_context& context, const admin_request& request);

// admin_channels.cpp
net::http_response list_channels(const admin_context& context, const admin_request& request);

// admin_denials.cpp
net::http_response list_denials(const admin_context& context, const admin_request& request);
net::http_response add_denial(const admin_context& context, const admin_request& request);
net::http_response lift_denial(const admin_context& context, const admin_request& request);

// admin_status.cpp
net::http_response show_info(const admin_context& context, const admin_request& request);
net::http_response show_configuration(const admin_context& context, const admin_request& request);
net::http_response list_keys(const admin_context& context, const admin_request& request);

/// What check-config shows of a configuration, as JSON.
std::string admin_configuration(const config& settings);

} // namespace ws::server
