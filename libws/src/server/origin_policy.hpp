#pragma once

#include <ws/auth/origin.hpp>
#include <ws/net/http_message.hpp>

#include <optional>
#include <string_view>

namespace ws::server
{

/// Whose pages may open a connection and read answers.
struct origin_policy
{
    auth::origin_list allowed;
    bool allow_any = false; ///< no list at all: development and test with CLIENT_INSECURE only

    /// The request's origin where it is one of these; nothing for another one, for
    /// two of them, and where there is none.
    [[nodiscard]] std::optional<std::string_view> origin_of(const net::http_request& request) const;
};

} // namespace ws::server
