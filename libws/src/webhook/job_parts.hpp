#pragma once

#include "webhook/json_member.hpp"

#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/job_event.hpp>

#include <string>
#include <string_view>

namespace ws::webhook
{

/// The job's id; "" when there is none that could be one.
std::string job_id_member(const boost::json::value& body, std::string_view name);

/// Adds a URL that may be passed on; drops everything else, nullptr included.
void add_output(job_event& event, const boost::json::value* url);

/// The first 500 characters of UTF-8 text.
std::string cut_error(std::string_view text);

} // namespace ws::webhook
