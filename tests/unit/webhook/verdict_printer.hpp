#pragma once

#include <ws/webhook/verdict.hpp>

#include <ostream>

namespace ws::webhook
{

/// A failing test names the verdict instead of printing a byte.
inline void PrintTo(verdict v, std::ostream* out) { *out << to_string(v); }

} // namespace ws::webhook
