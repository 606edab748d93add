#pragma once

#include <ws/net/http_message.hpp>

#include <ctime>
#include <string>
#include <string_view>

namespace ws::net
{

/// The Date header's value (RFC 9110 §5.6.7), made anew once a second.
class http_date
{
public:
    /// Valid until the next call.
    std::string_view at(std::time_t now);

private:
    std::time_t second_ = -1;
    std::string text_;
};

/// Whether an answer of this status may have a body at all.
constexpr bool has_body(unsigned status) noexcept { return status >= 200 && status != 204 && status != 304; }

/// Appends status line, headers and blank line. The Content-Length is that of
/// `response.body`, also where the body itself is not sent (HEAD).
///
/// Line breaks and other control characters in header values become blanks:
/// no value can add a header.
void append_answer_head(
    std::string& out, const http_response& response, std::string_view server_name, std::string_view date,
    bool close);

} // namespace ws::net
