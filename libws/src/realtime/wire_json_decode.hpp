#pragma once

#include <ws/base/error.hpp>
#include <ws/realtime/command.hpp>

#include <string>
#include <string_view>

namespace ws::realtime
{

/// One JSON command (docs/protocol.md). Errors: errc::malformed_input; `why`
/// receives a short reason, which quotes names of members but no values.
result<command> decode_json_command(std::string_view text, std::string& why);

} // namespace ws::realtime
