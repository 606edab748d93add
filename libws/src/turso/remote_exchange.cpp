#include "turso/remote_exchange.hpp"

#include "turso/client_core.hpp"
#include "turso/hrana_error.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <charconv>

namespace ws::turso
{
namespace
{

/// More of an error's body is not worth reading.
constexpr std::size_t most_error_bytes = 16 * 1024;
/// A server that asks for longer is asked again by the next call.
constexpr std::chrono::seconds longest_wait{3600};

/// CURLE_PARTIAL_FILE and CURLE_BAD_CONTENT_ENCODING.
const error_code cut_short(18, net::curl_category());
const error_code bad_compression(61, net::curl_category());

std::chrono::seconds retry_after(const net::incoming_response& answer)
{
    const auto given = answer.header("Retry-After");
    unsigned seconds = 0;
    if (!given || std::from_chars(given->data(), given->data() + given->size(), seconds).ec != std::errc())
        return std::chrono::seconds(0);
    return std::min(std::chrono::seconds(seconds), longest_wait);
}

reader_limits limits_of(std::size_t max_bytes)
{
    reader_limits l;
    l.max_bytes = max_bytes;
    return l;
}

errc code_of(const net::transfer_failure& why)
{
    if (why.code == ws::errc::timed_out)
        return errc::timed_out;
    if (why.code == ws::errc::too_large)
        return errc::response_too_large;
    if (why.code == ws::errc::closed)
        return errc::shut_down;
    if (why.code == ws::errc::malformed_input)
        return errc::protocol;
    if (why.code == boost::asio::error::operation_aborted)
        return errc::cancelled;
    if (why.code == cut_short)
        return errc::truncated;
    if (why.code == bad_compression)
        return errc::protocol;
    return errc::connection_failed;
}

} // namespace

remote_exchange::remote_exchange(const pipeline_shape& asked, bool has_baton, std::size_t max_bytes)
    : reader_(asked, limits_of(max_bytes)), has_baton_(has_baton)
{
}

bool remote_exchange::take(unsigned status, std::string_view piece)
{
    if (status == 200)
        return reader_.feed(piece);
    error_status_ = status;
    error_body_.append(piece.substr(0, most_error_bytes - error_body_.size()));
    return error_body_.size() < most_error_bytes;
}

result<pipeline_answer> remote_exchange::finish(const net::incoming_response& answer)
{
    if (answer.status == 200)
        return reader_.finish();
    no_version_3_ = means_unknown_path(answer.status, error_body_, has_baton_);
    error why = http_error(answer.status, error_body_, has_baton_);
    why.retry_after = retry_after(answer);
    return why;
}

error remote_exchange::failed(const net::transfer_failure& why) const
{
    if (const error* refusal = reader_.failure())
        return *refusal;
    const errc code = code_of(why);
    const bool was_ended = code == errc::timed_out || code == errc::cancelled || code == errc::shut_down;
    if (error_status_ != 0 && !was_ended)
        return http_error(error_status_, error_body_, has_baton_); // the rest would tell no more
    return client_error(code, why.may_have_arrived ? outcome::unknown : outcome::not_executed, why.message);
}

} // namespace ws::turso
