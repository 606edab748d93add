#pragma once

#include <span>
#include <string_view>

namespace ws::server
{

/// A file of the playground, as it lies in libws/src/server/playground/.
struct playground_asset
{
    std::string_view path; ///< below that folder, such as "index.html" or "vendor/sdk.js"
    std::string_view bytes;
};

/// All of them; they were compiled into this program (cmake/LibwsPlayground.cmake).
std::span<const playground_asset> playground_assets() noexcept;

} // namespace ws::server
