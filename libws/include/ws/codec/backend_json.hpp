#pragma once

#include <ws/codec/strict_json.hpp>

namespace ws::codec
{

/// For JSON of a backend that has proven who it is, and which clients get to read: it may send
/// more than a stranger, so the text's size is the limit that counts.
inline constexpr json_limits backend_json{.max_depth = 32, .max_nodes = 200'000, .max_number_length = 1'000};

} // namespace ws::codec
