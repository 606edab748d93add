#pragma once

#include <ws/auth/rate_limit.hpp>
#include <ws/codec/siphash.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace ws::auth
{

/// One rule held against many keys: addresses, users, names of API keys.
///
/// A key costs some forty bytes however long it is: 64 bits of a keyed hash are
/// kept of it, so that two of 200,000 keys share a state once in a billion times and
/// nobody can choose to. Bounded: while it is full, all keys that are not in it
/// share one state, which lets as many through as the rule grants one key.
/// Belongs to one shard; keeps no clock.
class rate_limiter
{
public:
    static constexpr std::size_t default_max_keys = 200'000;
    explicit rate_limiter(const rate_limit& rule, std::size_t max_keys = default_max_keys);

    /// Uses the key's allowance `cost` times if the rule allows that now, else not at all.
    rate_verdict take(std::string_view key, steady_time now, std::uint32_t cost = 1);

    /// What take() would say.
    [[nodiscard]] rate_verdict peek(std::string_view key, steady_time now, std::uint32_t cost = 1) const;

    /// Forgets keys that are as good as new; call it every few seconds.
    void forget_rested(steady_time now);

    [[nodiscard]] const rate_limit& rule() const noexcept { return rule_; }
    [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }

private:
    /// The keys are random numbers already.
    struct as_it_is
    {
        std::size_t operator()(std::uint64_t key) const noexcept { return key; }
    };

    [[nodiscard]] std::uint64_t digest(std::string_view key) const noexcept;
    rate_state& state_of(std::string_view key, steady_time now);

    rate_limit rule_;
    std::size_t max_keys_;
    codec::siphash_key seed_;
    std::unordered_map<std::uint64_t, rate_state, as_it_is> states_;
    rate_state strangers_; ///< shared by the keys that found no room
};

} // namespace ws::auth
