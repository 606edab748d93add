#pragma once

#include "server/dev_guard.hpp"
#include "server/playground_assets.hpp"

#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>

#include <cstdint>
#include <string_view>

namespace ws::server
{

/// Adds the playground: its index.html at `/`, every other file at `/playground/<path>`.
/// `port` is the one that the server listens on. Throws std::logic_error for a file whose
/// suffix has no content type.
void add_playground_routes(net::router& table, const dev_guard& guard, std::uint16_t port);

/// The answer that gives a file of the playground, with all headers a page needs to stay safe.
net::http_response playground_answer(const playground_asset& asset, std::uint16_t port);

/// "text/html; charset=utf-8" and the like; "" for a suffix that is unknown here.
std::string_view content_type_of(std::string_view path);

} // namespace ws::server
