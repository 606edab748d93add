#pragma once

#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/hmac.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::auth
{

/// What a key may be used for; values combine as bits.
enum class api_scope : std::uint8_t
{
    none = 0,
    publish = 1,    ///< publish, broadcast, history_remove, jobs
    presence = 2,   ///< presence, presence_stats, history, channels, info
    disconnect = 4, ///< subscribe, unsubscribe, disconnect, refresh
    admin = 8,      ///< /admin/api
    metrics = 16,   ///< /metrics
};

constexpr api_scope operator|(api_scope a, api_scope b)
{
    return static_cast<api_scope>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool includes(api_scope have, api_scope wanted)
{
    return (static_cast<std::uint8_t>(have) & static_cast<std::uint8_t>(wanted)) ==
           static_cast<std::uint8_t>(wanted);
}

struct named_api_scope
{
    std::string_view name;
    api_scope scope;
};
/// All of them, as the configuration calls them.
inline constexpr std::array api_scopes{
    named_api_scope{"publish", api_scope::publish}, named_api_scope{"presence", api_scope::presence},
    named_api_scope{"disconnect", api_scope::disconnect}, named_api_scope{"admin", api_scope::admin},
    named_api_scope{"metrics", api_scope::metrics}};

/// What a key may be used for when its entry names no scopes.
inline constexpr api_scope all_but_admin =
    api_scope::publish | api_scope::presence | api_scope::disconnect | api_scope::metrics;

/// A configured key: only its digest is kept.
struct api_key
{
    std::string name;
    codec::sha256_digest digest;
    api_scope scopes = api_scope::none;
};

/// One entry of WEBSOCKET_API_KEYS: `key`, `name=key` or `name=key;scope+scope`,
/// where a key is plain text or `sha256:<64 hex>`. A name is [a-z0-9-]+; an `=`
/// with nothing but `=` behind it belongs to the key. A plain key is named
/// "default"; an entry without scopes may do all but admin. `why` receives what
/// is wrong, without the key. A value that is a key and nothing else, whatever
/// its characters, is no entry: build its api_key from codec::sha256().
/// Errors: errc::malformed_input.
result<api_key> parse_api_key(std::string_view entry, std::string& why);

/// Length in bytes of the plain key inside an entry; nothing for a digest.
std::optional<std::size_t> plain_key_length(std::string_view entry);

/// The configured keys. Immutable: safe from any thread.
class api_key_ring
{
public:
    api_key_ring() = default;
    explicit api_key_ring(std::vector<api_key> keys) : keys_(std::move(keys)) {}

    [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }

    /// Whether any key has this scope.
    [[nodiscard]] bool has(api_scope scope) const noexcept;

    /// The key that was presented, or nullptr. Compares with every configured
    /// digest in constant time; no byte and more than 512 bytes never match.
    [[nodiscard]] const api_key* find(std::string_view presented) const noexcept;

private:
    std::vector<api_key> keys_;
};

/// The key in a request's headers. Each argument is that header's value, or
/// nothing when absent; `Authorization` counts with scheme `Bearer` or `apikey`
/// in any case. Errors: errc::conflict when both are present and differ,
/// errc::not_found when neither is.
result<std::string_view>
presented_api_key(std::optional<std::string_view> x_api_key, std::optional<std::string_view> authorization);

} // namespace ws::auth
