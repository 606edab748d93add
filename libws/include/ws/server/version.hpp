#pragma once

#include <string_view>

namespace ws::server
{

/// The version of this library and server, such as "0.1.0".
std::string_view version() noexcept;

/// How it was compiled: "Release", "Debug", …
std::string_view build_type() noexcept;

} // namespace ws::server
