#pragma once

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ws::server
{

/// A token as the app's backend would sign it, for development and test: a connection token of
/// `user`, or with a non-empty `channel` a subscription token. It is good for `lifetime` from `now`,
/// and signed with the newest of `tokens.secrets`, which must not be empty.
std::string sign_dev_hmac_token(
    const auth::hmac_token_options& tokens, std::string_view user, std::string_view channel, system_time now,
    std::chrono::seconds lifetime);

} // namespace ws::server
