#pragma once

#include <cstddef>
#include <string>

namespace ws::codec
{

/// Bytes that nobody can guess. Throws std::runtime_error when the system has none.
std::string random_bytes(std::size_t count);

} // namespace ws::codec
