#pragma once

#include <ws/realtime/channel_options.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ws::realtime
{

/// Belongs to a feature that this version lacks: only its "off" value passes.
struct option_not_built
{
};

/// Reads an option of its own form; gives what is wrong and how to mend it, or "".
using option_reader = std::string (*)(const boost::json::value& value, channel_options& out);

using option_target = std::variant<
    option_not_built, bool channel_options::*, std::uint32_t channel_options::*,
    std::chrono::seconds channel_options::*, option_reader>;

/// One option that a namespace in CHANNELS may have.
struct channel_option
{
    std::string_view name;
    std::string_view type;     ///< as docs/configuration.md says it
    std::string_view fallback; ///< JSON text of its default, "" where the default depends on other options
    option_target target;
};

/// Every known option, in the order of the documentation.
std::span<const channel_option> channel_option_table();

/// nullptr for a name that is no option.
const channel_option* find_channel_option(std::string_view name);

/// Takes over one option's value; gives what is wrong and how to mend it, or "".
std::string read_option(const channel_option& option, const boost::json::value& value, channel_options& out);

} // namespace ws::realtime
