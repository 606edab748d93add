#include <ws/codec/base64.hpp>
#include <ws/codec/jws.hpp>

#include <optional>
#include <utility>

namespace ws::codec
{
namespace
{

/// The three segments, or nothing when there are not exactly three.
struct segments
{
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<segments> split(std::string_view token)
{
    const std::size_t first = token.find('.');
    if (first == std::string_view::npos)
        return std::nullopt;
    const std::size_t second = token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return segments{
        token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}

std::optional<boost::json::object> parse_object(std::string_view text, const json_limits& limits)
{
    auto value = parse_strict_json(text, limits);
    if (!value || !value->is_object())
        return std::nullopt;
    return std::move(value->get_object());
}

/// An extension that must be understood is one we do not understand.
bool header_is_plain(const boost::json::object& header)
{
    const auto* typ = header.if_contains("typ");
    return !header.contains("crit") && (typ == nullptr || (typ->is_string() && typ->get_string() == "JWT"));
}

} // namespace

result<compact_jws> parse_compact_jws(std::string_view token, const json_limits& limits)
{
    if (token.size() > max_token_bytes)
        return errc::invalid_token;
    const auto parts = split(token);
    if (!parts)
        return errc::invalid_token;
    const auto header_text = base64url_decode(parts->header);
    auto payload_text = base64url_decode(parts->payload);
    auto signature = base64url_decode(parts->signature);
    if (!header_text || !payload_text || !signature)
        return errc::invalid_token;

    auto header = parse_object(*header_text, limits);
    if (!header || !header_is_plain(*header))
        return errc::invalid_token;
    auto payload = parse_object(*payload_text, limits);
    if (!payload)
        return errc::invalid_token;

    compact_jws jws;
    jws.header = std::move(*header);
    jws.payload = std::move(*payload);
    jws.payload_text = std::move(*payload_text);
    jws.signature = std::move(*signature);
    jws.signing_input = token.substr(0, parts->header.size() + 1 + parts->payload.size());
    return jws;
}

} // namespace ws::codec
