#pragma once

#include <cstddef>

namespace ws::server
{

/// Longest idempotency key of a publication, whoever makes it.
inline constexpr std::size_t max_idempotency_key_bytes = 256;

} // namespace ws::server
