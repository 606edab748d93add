#pragma once

#include <ws/auth/clerk_token.hpp>
#include <ws/auth/key_cache.hpp>
#include <ws/base/clock.hpp>
#include <ws/base/secret.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/http_client.hpp>
#include <ws/net/timer_wheel.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// The keys that Clerk's tokens are verified with, at hand or fetched.
namespace ws::auth
{

/// For metrics and operators.
struct clerk_keys_status
{
    std::size_t keys = 0;            ///< that tokens may be verified with now
    std::size_t skipped_entries = 0; ///< of the document they came in
    std::optional<std::chrono::nanoseconds> age{};
    key_alarm alarm = key_alarm::none;
    std::uint64_t refreshes = 0; ///< begun
    std::uint64_t failures = 0;  ///< refreshes that brought no keys
};

/// Where a token's keys come from. Belongs to its shard's thread.
class clerk_keys
{
public:
    virtual ~clerk_keys() = default;

    /// The keys to try, or why there are none: `use` or `refuse`, never `wait`. May take
    /// until a refresh ends, at most key_wait_limit. Ask with the same request until the
    /// answer is final, telling it of each wrong signature: that ends.
    virtual net::task<key_answer> keys_for(key_request& request) = 0;

    /// From now on the keys are kept fresh. Returns when there are some, the first
    /// refresh has failed or `limit` has passed.
    virtual net::task<void> start(std::chrono::milliseconds limit) = 0;

    /// Fetches no more; whoever waits is told to try again later. Returns when nothing
    /// is under way. Destroy it only after this, if it was started or asked.
    virtual net::task<void> stop() = 0;

    [[nodiscard]] virtual clerk_keys_status status() const = 0;
};

/// Keys that are known from the start and never change: PEM keys, or an issuer's own.
std::unique_ptr<clerk_keys> make_fixed_clerk_keys(key_set_ptr keys);

/// Whom to ask for a key set. The Backend API first; where that fails, the Frontend API.
struct clerk_key_sources
{
    std::string backend_url;  ///< of the document; "" = not asked
    secret secret_key;        ///< for the Backend API alone
    std::string frontend_url; ///< of the document; "" = not asked
    std::string user_agent;
};

/// Fetches keys through `client` and keeps them fresh as key_cache decides, one refresh
/// at a time. A source is asked up to three times in one refresh. Time is the wheel's.
///
/// Logs `clerk_keys_loaded`, `clerk_keys_refresh_failed`, and for alerts
/// `clerk_keys_alarm` (with the alarm's name) and `clerk_keys_recovered`. Nothing logged
/// holds the secret. Client and wheel must outlive it.
std::unique_ptr<clerk_keys> make_remote_clerk_keys(
    net::executor ex, net::timer_wheel& wheel, net::http_client& client, clerk_key_sources sources,
    std::chrono::seconds max_stale);

/// Verifies a token with whatever keys it takes. The parameters must live until the
/// coroutine has ended; `now` is asked when the keys are there.
net::task<token_result<clerk_identity>> verify_clerk_token(
    const clerk_token_verifier& verifier, const unverified_clerk_token& token, clerk_keys& keys,
    const now_fn& now, bool request_has_origin);

} // namespace ws::auth
