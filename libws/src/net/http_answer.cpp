#include "http_answer.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace ws::net
{
namespace
{

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void append_clean(std::string& out, std::string_view text)
{
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    out.append(text);
    std::replace_if(out.begin() + begin, out.end(), is_control, ' ');
}

void append_header(std::string& out, std::string_view name, std::string_view value)
{
    append_clean(out, name);
    out.append(": ");
    append_clean(out, value);
    out.append("\r\n");
}

void append_status_line(std::string& out, unsigned status)
{
    const std::string_view reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason).append("\r\n");
}

std::string_view connection_of(unsigned status, bool close)
{
    // RFC 9110 §7.8: whoever sends Upgrade lists it in Connection.
    if (status == 426)
        return close ? "Connection: upgrade, close\r\n" : "Connection: upgrade\r\n";
    return close ? "Connection: close\r\n" : "";
}

} // namespace

std::string_view http_date::at(std::time_t now)
{
    if (now == second_)
        return text_;
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm t{};
    gmtime_r(&now, &t);
    std::array<char, 64> buffer{};
    std::snprintf(
        buffer.data(), buffer.size(), "%s, %02d %s %d %02d:%02d:%02d GMT",
        days.at(static_cast<std::size_t>(t.tm_wday)), t.tm_mday,
        months.at(static_cast<std::size_t>(t.tm_mon)), t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
    text_ = buffer.data();
    second_ = now;
    return text_;
}

void append_answer_head(
    std::string& out, const http_response& response, std::string_view server_name, std::string_view date,
    bool close)
{
    append_status_line(out, response.status);
    append_header(out, "Server", server_name);
    append_header(out, "Date", date);
    out.append("X-Content-Type-Options: nosniff\r\n");
    if (has_body(response.status))
    {
        if (!response.body.empty())
            append_header(out, "Content-Type", response.content_type);
        out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
    }
    out.append(connection_of(response.status, close));
    for (const auto& header : response.headers)
        append_header(out, header.name, header.value);
    out.append("\r\n");
}

} // namespace ws::net
