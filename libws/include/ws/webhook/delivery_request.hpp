#pragma once

#include <ws/base/clock.hpp>

#include <span>
#include <string_view>

namespace ws::webhook
{

struct header_view
{
    std::string_view name; ///< in any case
    std::string_view value;
};

/// A delivery as it arrived: views, for the length of one call.
struct delivery_request
{
    std::span<const header_view> headers; ///< all of them, in order, repeats included
    std::string_view body;                ///< the exact bytes, before anybody parsed them
    system_time now;
};

} // namespace ws::webhook
