#pragma once

#include "server/limit_answer.hpp"

#include <ws/auth/rate_limiter.hpp>
#include <ws/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace ws::server
{

/// A rate limit as the settings have it, off included. Belongs to the shard's thread.
class limit_bucket
{
public:
    /// `policy`: its name in answers, a constant.
    limit_bucket(std::string_view policy, const std::optional<auth::rate_limit>& rule) : policy_(policy)
    {
        if (rule)
            limiter_.emplace(*rule);
    }

    /// Counts one for the key if that is allowed, and what came of it; nothing while off.
    std::optional<rate_use> take(std::string_view key, steady_time now)
    {
        if (!limiter_)
            return std::nullopt;
        return rate_use{policy_, limiter_->rule(), limiter_->take(key, now)};
    }

    /// What take() would say.
    [[nodiscard]] std::optional<rate_use> peek(std::string_view key, steady_time now) const
    {
        if (!limiter_)
            return std::nullopt;
        return rate_use{policy_, limiter_->rule(), limiter_->peek(key, now)};
    }

    [[nodiscard]] bool is_on() const noexcept { return limiter_.has_value(); }

    /// Whoever refuses somebody because of this limit says so.
    void count_refusal() noexcept { ++refusals_; }
    [[nodiscard]] std::uint64_t refusals() const noexcept { return refusals_; }
    [[nodiscard]] std::string_view policy() const noexcept { return policy_; }

    /// Gives memory back; call it every few seconds.
    void forget_rested(steady_time now)
    {
        if (limiter_)
            limiter_->forget_rested(now);
    }

private:
    std::string_view policy_;
    std::uint64_t refusals_ = 0;
    std::optional<auth::rate_limiter> limiter_;
};

} // namespace ws::server
