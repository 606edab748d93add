#pragma once

#include <ws/base/error.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// JSON from strangers. On top of RFC 8259: no BOM, no duplicate member name at
/// any level (compared after unescaping), no unpaired surrogate, valid UTF-8,
/// nothing behind the value, and limits on depth, nodes and number length.
namespace ws::codec
{

struct json_limits
{
    std::size_t max_depth = 32;
    std::size_t max_nodes = 10'000;     ///< values, member names not counted
    std::size_t max_number_length = 32; ///< characters of one number's text
};

/// Doubles are the nearest to their text; beyond their range they become infinity
/// or zero, so an exact number is read from raw_member().
///
/// Errors: errc::malformed_input, or errc::too_large for a limit; `why`, if
/// given, receives a sentence for the sender with the byte offset.
result<boost::json::value>
parse_strict_json(std::string_view text, const json_limits& limits = {}, std::string* why = nullptr);

/// The exact text of a member's value, white space around it cut off.
///
/// `object_text` must have passed parse_strict_json and be an object; numbers
/// keep their digits this way, which a parsed value would not. A view into
/// `object_text`; empty when there is no such member.
std::string_view raw_member(std::string_view object_text, std::string_view name);

/// The exact texts of an array's elements, under the same conditions.
std::vector<std::string_view> raw_elements(std::string_view array_text);

/// The same JSON without white space outside strings: no line break is left.
/// `json_text` must have passed parse_strict_json.
std::string minify_json(std::string_view json_text);

} // namespace ws::codec
