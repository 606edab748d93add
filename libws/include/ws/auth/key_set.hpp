#pragma once

#include <ws/base/error.hpp>
#include <ws/codec/rsa_key.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ws::auth
{

inline constexpr std::size_t max_key_set_bytes = 256 * 1024; ///< longest document that is looked at
inline constexpr std::size_t max_key_set_entries = 64;
inline constexpr std::size_t max_keys_under_one_id = 4;
inline constexpr std::size_t max_key_id_bytes = 128;

/// The public keys of an issuer by their id (`kid`). Immutable, never empty:
/// share it as a key_set_ptr between threads.
class key_set
{
public:
    /// Keys that come without an id and are tried whatever `kid` a token names:
    /// the PEM blocks of CLERK_JWT_KEY.
    static std::shared_ptr<const key_set> for_any_id(std::vector<codec::rsa_public_key> keys);

    /// The keys to try, in the order of the document; none for an unknown or absent id.
    [[nodiscard]] std::span<const codec::rsa_public_key>
    find(const std::optional<std::string>& key_id) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept;

    /// Entries of the document that were left out, for a metric.
    [[nodiscard]] std::size_t skipped() const noexcept { return skipped_; }

private:
    friend result<std::shared_ptr<const key_set>> parse_key_set(std::string_view json);
    key_set() = default;

    std::map<std::string, std::vector<codec::rsa_public_key>, std::less<>> by_id_;
    std::vector<codec::rsa_public_key> for_any_id_;
    std::size_t skipped_ = 0;
};

using key_set_ptr = std::shared_ptr<const key_set>;

/// A JWK Set (RFC 7517 §5). An entry counts when it is an RSA key that
/// codec::rsa_public_key takes, with a `kid` of 1 to 128 bytes, `use` absent or
/// "sig", `alg` absent or "RS256", `key_ops` absent or with "verify"; every other
/// one, and the fifth under one id, is skipped.
/// Errors: errc::too_large for more than 256 KiB or 64 entries,
/// errc::malformed_input otherwise, also when no entry is left.
result<key_set_ptr> parse_key_set(std::string_view json);

} // namespace ws::auth
