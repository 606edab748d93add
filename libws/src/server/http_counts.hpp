#pragma once

#include <ws/base/histogram.hpp>
#include <ws/net/router.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>

namespace ws::server
{

/// How requests were answered since the start: by row of the routing table, so
/// nothing that a peer sends makes it grow. Belongs to the shard's thread.
class http_counts
{
public:
    struct row
    {
        row(std::string_view method, std::string_view path);

        std::string_view method; ///< of the table; "none" for requests that fit no row
        std::string_view path;   ///< likewise
        std::map<unsigned, std::uint64_t> by_status;
        histogram seconds;
    };

    /// The table must outlive this.
    void add(const net::route_match& found, unsigned status, std::chrono::nanoseconds took);

    /// Rows that were asked for, in no order.
    [[nodiscard]] const std::unordered_map<const void*, row>& rows() const noexcept { return rows_; }

private:
    row& row_of(const net::route_match& found);

    std::unordered_map<const void*, row> rows_; ///< by the table's row; null: none
};

} // namespace ws::server
