#include "chunk_decoder.hpp"

#include <ws/net/header_tokens.hpp>

#include <algorithm>
#include <charconv>

namespace ws::net
{
namespace
{

constexpr std::size_t longest_line = 4 * 1024;
constexpr std::size_t longest_trailer = 16 * 1024;

bool is_value(std::string_view text) { return std::all_of(text.begin(), text.end(), is_value_char); }

} // namespace

result<std::size_t> chunk_decoder::feed(std::string_view bytes)
{
    const auto offered = bytes.size();
    while (!bytes.empty() && !done())
    {
        std::size_t taken = 0;
        if (next_ == part::data)
        {
            taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
            body_.append(bytes.substr(0, taken));
            left_ -= taken;
            if (left_ == 0)
                next_ = part::data_end;
        }
        else
        {
            const auto line = take_line(bytes);
            if (!line)
                return line.error();
            if (*line == 0)
                break;
            taken = *line;
        }
        bytes.remove_prefix(taken);
    }
    return offered - bytes.size();
}

/// The length of the line at the front of `bytes`, line break included, once it
/// has been understood; 0 while its end is still to come.
result<std::size_t> chunk_decoder::take_line(std::string_view bytes)
{
    const auto feed = bytes.find('\n');
    if (std::min(feed, bytes.size()) > longest_line)
        return errc::malformed_input;
    if (feed == std::string_view::npos)
        return std::size_t{0};
    if (feed == 0 || bytes[feed - 1] != '\r')
        return errc::malformed_input;
    if (const auto understood = on_line(bytes.substr(0, feed - 1)); !understood)
        return understood.error();
    return feed + 1;
}

result<> chunk_decoder::on_line(std::string_view line)
{
    if (next_ == part::size_line)
        return on_size_line(line);
    if (next_ == part::trailer_line)
        return on_trailer_line(line);
    next_ = part::size_line; // the empty line after a chunk's data
    if (!line.empty())
        return errc::malformed_input;
    return {};
}

result<> chunk_decoder::on_size_line(std::string_view line)
{
    const auto digits = line.substr(0, line.find(';'));
    const auto* const end = digits.data() + digits.size();
    const auto [parsed_to, error] = std::from_chars(digits.data(), end, left_, 16);
    if (error != std::errc() || parsed_to != end || !is_value(line))
        return errc::malformed_input;
    if (left_ > limit_ - body_.size())
        return errc::too_large;
    next_ = left_ > 0 ? part::data : part::trailer_line;
    return {};
}

result<> chunk_decoder::on_trailer_line(std::string_view line)
{
    trailer_bytes_ += line.size();
    if (line.empty())
    {
        next_ = part::nothing;
        return {};
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_value(line) ||
        trailer_bytes_ > longest_trailer)
        return errc::malformed_input;
    return {};
}

} // namespace ws::net
