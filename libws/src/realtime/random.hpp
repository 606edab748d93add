#pragma once

#include <cstdint>
#include <string>

namespace ws::realtime
{

/// Unguessable lower-case letters and digits.
std::string random_letters(std::size_t count);

/// A random UUID, version 4 (RFC 9562 §5.4).
std::string random_uuid();

/// Uniform in [0, bound); for spreading load, not for secrets.
std::uint64_t random_below(std::uint64_t bound);

} // namespace ws::realtime
