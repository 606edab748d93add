#pragma once

#include <ws/auth/api_key.hpp>
#include <ws/base/clock.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ws::server
{

/// How often one configured key came, and what for.
struct api_key_use
{
    std::string name;
    auth::api_scope scopes = auth::api_scope::none;
    std::uint64_t requests = 0; ///< with the right key, whatever came of them
    /// Requests that were let in, by the scopes that they needed, in the order of
    /// auth::api_scopes. A batch counts once for each of its scopes.
    std::array<std::uint64_t, auth::api_scopes.size()> admitted{};
    std::uint64_t missing_scope = 0; ///< were answered 403
    std::uint64_t over_rate = 0;     ///< were answered 429
    std::optional<system_time> last; ///< when the last request came
};

/// Counts the uses of the configured keys since the start: when a key was replaced and
/// its counter stands still, nobody needs the old one any more. One row for each entry of
/// the configuration, names that come twice included, so it does not grow. Belongs to the
/// shard's thread.
class api_key_uses
{
public:
    api_key_uses(const std::vector<auth::api_key>& keys, now_fn now);

    /// A request came with this key. Keys that are not configured are not counted, here
    /// and below.
    void came(const auth::api_key& key);
    /// It was more than the key's rate allows.
    void over_rate(const auth::api_key& key);
    /// Whether the key may do what the request wants; counts either.
    bool admits(const auth::api_key& key, auth::api_scope wanted);

    /// In the order of the configuration.
    [[nodiscard]] const std::vector<api_key_use>& rows() const noexcept { return rows_; }

private:
    api_key_use* row_of(const auth::api_key& key);

    std::vector<codec::sha256_digest> digests_; ///< of the rows
    std::vector<api_key_use> rows_;
    now_fn now_;
};

} // namespace ws::server
