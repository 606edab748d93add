#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::codec
{

/// Nothing where an escape is broken or what comes out is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

using name_and_value = std::pair<std::string, std::string>;
/// Parameters of a query, decoded as forms are: "+" is a space. Empty ones are left out.
/// Nothing as for percent_decode().
std::optional<std::vector<name_and_value>> form_decode(std::string_view query);

} // namespace ws::codec
