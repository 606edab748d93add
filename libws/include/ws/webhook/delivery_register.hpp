#pragma once

#include <ws/base/clock.hpp>
#include <ws/webhook/delivery_store.hpp>
#include <ws/webhook/verdict.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace ws::webhook
{

class claim_table;

/// The right to process one delivery. Going away without complete() gives it back, so
/// that the sender's next attempt is processed.
class delivery_claim
{
public:
    struct held;

    delivery_claim() = default;
    explicit delivery_claim(std::shared_ptr<held> h);
    ~delivery_claim();
    delivery_claim(delivery_claim&&) noexcept;
    delivery_claim& operator=(delivery_claim&&) noexcept;

    explicit operator bool() const noexcept { return held_ != nullptr; }

    /// The effects are done: remembers the delivery, then gives the claim back. Call it
    /// once; the claim is empty afterwards. An error means that a retry will be
    /// processed again: answer verdict::store_unavailable.
    void complete(delivery_store::remember_handler handler);

private:
    std::shared_ptr<held> held_;
};

/// Lets each delivery take effect once, however often and at what time it arrives.
///
/// Ask only after a delivery has verified: a stranger must not be able to use up an id.
/// Belongs to one shard; the store must outlive it and every claim.
class delivery_register
{
public:
    static constexpr std::chrono::seconds default_lease{60};
    static constexpr std::size_t max_claims = 10'000;

    /// @param lease after which a claim that was neither completed nor given back
    ///        keeps nobody out any more
    delivery_register(
        delivery_store& store, steady_now_fn now, std::chrono::seconds lease = default_lease,
        std::size_t capacity = max_claims);
    ~delivery_register();

    /// verdict::ok with the claim, or without one: duplicate, conflict, busy, store_unavailable.
    using begin_handler = std::function<void(verdict, delivery_claim)>;
    void begin(delivery d, begin_handler handler);

private:
    delivery_store& store_;
    steady_now_fn now_;
    std::shared_ptr<claim_table> claims_;
};

} // namespace ws::webhook
