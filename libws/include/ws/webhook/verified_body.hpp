#pragma once

#include <boost/json/value.hpp>

#include <optional>
#include <string_view>

namespace ws::webhook
{

/// The body of a delivery that verified, as JSON; nothing when it is none (verdict::invalid_json).
///
/// Whatever JSON.parse takes is JSON here, because senders pass on what their users wrote:
/// how deep, how long and how much is bounded by the length of the body alone. Only a
/// member name that occurs twice and bytes that are not UTF-8 are refused beyond that. What
/// is nested deeper than any member that an event is read by is checked, and null in the
/// result; an unpaired surrogate becomes U+FFFD, as in every encoder of text.
std::optional<boost::json::value> parse_body(std::string_view body);

} // namespace ws::webhook
