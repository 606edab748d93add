#pragma once

#include <cstdint>
#include <string_view>

namespace ws::server
{

/// Whether a connection may be closed with this code and reason, when somebody chooses
/// them: from 3000 to 4999; 1 to 123 bytes that do not read as JSON, which clients
/// misread.
bool is_usable_cause(std::uint64_t code, std::string_view reason);

} // namespace ws::server
