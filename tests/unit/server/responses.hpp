#pragma once

#include <ws/net/http_message.hpp>

#include <string>
#include <string_view>

namespace ws::test
{

/// The value of an answer's header; "" where there is none, all of them with ", "
/// between where there are several.
inline std::string value_of(const net::http_response& answer, std::string_view name)
{
    std::string values;
    for (const auto& header : answer.headers)
        if (header.name == name)
            values.append(values.empty() ? "" : ", ").append(header.value);
    return values;
}

} // namespace ws::test
