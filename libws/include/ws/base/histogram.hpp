#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace ws
{

/// Counts observations by size. Plain numbers, cheap to add to: belongs to one thread.
class histogram
{
public:
    /// `upper_bounds` ascend and live as long as this; what is above the last counts too.
    explicit histogram(std::span<const double> upper_bounds)
        : bounds_(upper_bounds), counts_(upper_bounds.size() + 1)
    {
    }

    /// A value that equals a bound is below it, as Prometheus counts.
    void observe(double value) noexcept
    {
        const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
        ++counts_[static_cast<std::size_t>(bound - bounds_.begin())];
        sum_ += value;
    }

    [[nodiscard]] std::span<const double> bounds() const noexcept { return bounds_; }
    /// Observations up to each bound but above the one before; one more for those above all.
    [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
    [[nodiscard]] std::uint64_t total() const noexcept
    {
        return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
    }
    [[nodiscard]] double sum() const noexcept { return sum_; }

private:
    std::span<const double> bounds_;
    std::vector<std::uint64_t> counts_;
    double sum_ = 0;
};

} // namespace ws
