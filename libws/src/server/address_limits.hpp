#pragma once

#include "server/limit_bucket.hpp"

#include <ws/auth/client_address.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/http_message.hpp>
#include <ws/server/edge_settings.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace ws::server
{

/// What is counted by address.
enum class address_limit : std::uint8_t
{
    upgrade,      ///< every upgrade
    auth_failure, ///< wrong API keys and tokens
    webhook,      ///< refused deliveries
};

/// The rate limits by address. One that is off, and an address that cannot be
/// limited, let everything through. Belongs to the shard's thread.
class address_limits
{
public:
    address_limits(const rate_limits& rules, steady_now_fn now);

    /// Counts one, unless the limit is spent: then the answer that refuses it.
    std::optional<net::http_response> take(address_limit which, const auth::client_address& from);

    /// Counts a failure; how many came before does not matter.
    void charge(address_limit which, const auth::client_address& from);

    /// The answer while the limit is spent. Uses nothing up.
    [[nodiscard]] std::optional<net::http_response>
    refuse_if_spent(address_limit which, const auth::client_address& from);

    /// The same for those who have answers of their own: how long to wait.
    [[nodiscard]] std::optional<std::chrono::seconds>
    wait_if_spent(address_limit which, const auth::client_address& from);

    /// Whether any of them is on.
    [[nodiscard]] bool any() const noexcept;

    /// One for each address_limit, in their order. Their refusals() are the requests that
    /// one of the above refused.
    [[nodiscard]] const std::array<limit_bucket, 3>& buckets() const noexcept { return buckets_; }

    /// Gives memory back; call it every few seconds.
    void forget_rested();

private:
    limit_bucket& of(address_limit which) { return buckets_[static_cast<std::size_t>(which)]; }
    std::optional<rate_use> count(address_limit which, const auth::client_address& from);
    std::optional<rate_use> refusal_if_spent(address_limit which, const auth::client_address& from);

    steady_now_fn now_;
    std::array<limit_bucket, 3> buckets_; ///< in the order of address_limit
};

} // namespace ws::server
