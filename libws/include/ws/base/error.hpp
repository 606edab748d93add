#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace ws
{

/// Everything libws itself can fail with. Errors of Asio, Beast, curl and
/// OpenSSL keep their own category and pass through unchanged.
enum class errc
{
    malformed_input = 1, ///< bytes from a peer do not parse
    too_large,           ///< a peer exceeded a configured limit
    invalid_token,       ///< a token's form, signature or claims do not hold
    expired,             ///< a token or timestamp is outside its accepted window
    not_found,           ///< the record, channel or file does not exist
    conflict,            ///< the same key was used before with other content
    timed_out,           ///< our own deadline passed
    closed,              ///< the connection or component is shutting down
    unavailable,         ///< a needed resource is exhausted for now; try again
};

using error_code = boost::system::error_code;

/// A value, or the error that kept us from having one.
template <class T = void>
using result = boost::system::result<T>;

const boost::system::error_category& libws_category() noexcept;

inline error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), libws_category()}; }

} // namespace ws

template <>
struct boost::system::is_error_code_enum<ws::errc> : std::true_type
{
};
