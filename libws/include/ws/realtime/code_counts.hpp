#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ws::realtime
{

/// How often each code occurred. Codes of the list have a number of their own, all
/// others share one: peers and the backend can't make it grow.
class code_counts
{
public:
    /// `known` lives as long as this.
    explicit code_counts(std::span<const std::uint32_t> known) : known_(known), counts_(known.size() + 1) {}

    void add(std::uint32_t code) noexcept
    {
        const auto found = std::find(known_.begin(), known_.end(), code);
        ++counts_[static_cast<std::size_t>(found - known_.begin())];
    }

    /// Calls `see(code, count)` for each known code, then once with no code for the rest.
    template <class See>
    void visit(See see) const
    {
        for (std::size_t i = 0; i < known_.size(); ++i)
            see(std::optional<std::uint32_t>(known_[i]), counts_[i]);
        see(std::optional<std::uint32_t>(), counts_.back());
    }

    [[nodiscard]] std::uint64_t of(std::uint32_t code) const noexcept
    {
        const auto found = std::find(known_.begin(), known_.end(), code);
        return counts_[static_cast<std::size_t>(found - known_.begin())];
    }

private:
    std::span<const std::uint32_t> known_;
    std::vector<std::uint64_t> counts_;
};

} // namespace ws::realtime
