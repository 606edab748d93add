#pragma once

#include <ws/base/error.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ws::webhook
{

inline constexpr std::size_t max_channel_bytes = 255;

/// An event of the app's own backend.
struct app_event
{
    std::string channel; ///< where it goes; whether that channel exists is for its rules to say
    std::string data;    ///< JSON on one line, digits as sent
};

/// {"channel" | "user" | "org", "topic"?, "data", "id"} with exactly one target: `user`
/// becomes user:<id>, `org` becomes org:<id>:<topic>, topic "events" if absent; other
/// members are not looked at. `data` has the limits of the server API. `body` is the text
/// that `parsed` was parsed from; `why` receives a sentence for the log.
/// Errors: errc::malformed_input.
result<app_event>
read_app_event(std::string_view body, const boost::json::value& parsed, std::string* why = nullptr);

} // namespace ws::webhook
