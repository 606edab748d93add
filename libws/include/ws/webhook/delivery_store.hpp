#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/codec/hmac.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ws::webhook
{

/// A delivery as it is remembered: never its content.
struct delivery
{
    std::string provider;
    std::vector<std::string> keys; ///< of event_identity, not empty
    codec::sha256_digest body{};
};

enum class delivery_record : std::uint8_t
{
    unknown,
    same,  ///< one of its keys was processed, with this body
    other, ///< one of its keys was processed, with another body
};

/// What was processed, so that a retry has no second effect. Says nothing of what is
/// being processed: that is delivery_register's, and dies with the process.
///
/// Handlers are called exactly once, on the shard, at once or later. References must
/// live until then.
class delivery_store
{
public:
    /// Senders retry for up to 28 hours, with jitter; then people replay by hand.
    static constexpr std::chrono::hours kept_for{72};

    using find_handler = std::function<void(result<delivery_record>)>;
    using remember_handler = std::function<void(result<>)>;

    virtual ~delivery_store() = default;

    /// Errors: errc::unavailable when it could not be remembered once processed.
    virtual void find(const delivery& d, find_handler handler) = 0;

    /// Remembers all keys of a delivery that find() called unknown.
    /// Errors: errc::unavailable.
    virtual void remember(const delivery& d, remember_handler handler) = 0;

    /// How many keys of a provider are held, those included that could be forgotten by now.
    [[nodiscard]] virtual std::size_t count_of(std::string_view provider) const = 0;
};

/// Of one provider; about 35 MB.
inline constexpr std::size_t max_remembered_keys = 200'000;

/// Keeps them in memory, `capacity` keys of each provider at most: refuses new deliveries
/// of one that is full rather than forget one early, and takes no room from the others.
/// What find() called unknown is remembered in any case, so deliveries being processed may
/// take it beyond. Calls handlers before returning.
std::unique_ptr<delivery_store>
make_memory_delivery_store(steady_now_fn now, std::size_t capacity = max_remembered_keys);

} // namespace ws::webhook
