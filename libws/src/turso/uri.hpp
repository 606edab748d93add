#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The parts of a URI as RFC 3986 cuts it. The web's own rules for URLs are others: they
/// know no relative file:.
namespace ws::turso
{

/// Views into the text it was split from, still with their percent escapes.
struct uri_parts
{
    std::string_view scheme;
    std::optional<std::string_view> authority; ///< what follows "//", if that is there
    std::string_view path;
    std::optional<std::string_view> query;
    bool has_fragment = false;
};

/// Nothing where there is no scheme.
std::optional<uri_parts> split_uri(std::string_view text);

/// `text` in a path: every byte that must not stand there for itself is escaped.
std::string percent_encode_path(std::string_view text);

char to_lower(char c) noexcept;
std::string to_lower(std::string_view text);

} // namespace ws::turso
