#include <ws/server/version.hpp>

namespace ws::server
{

std::string_view version() noexcept { return LIBWS_VERSION; }

std::string_view build_type() noexcept { return LIBWS_BUILD_TYPE; }

} // namespace ws::server
