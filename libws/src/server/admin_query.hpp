#pragma once

#include "server/query_reader.hpp"

#include <ws/net/http_message.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ws::server
{

/// How many entries a page has if nothing is said, and at most.
inline constexpr std::size_t usual_page = 100;
inline constexpr std::size_t longest_page = 1000;

/// The parameters `after` and `limit`.
struct page_query
{
    std::string after; ///< "" = from the start
    std::size_t limit = usual_page;
};
page_query read_page_query(query_reader& in);

/// A length of time such as 90s or 10m; 0 when absent.
std::chrono::seconds read_duration(query_reader& in, std::string_view name);

/// 400 for a query where no parameter is understood.
std::optional<net::http_response> refuse_query(const net::http_request& request);

} // namespace ws::server
