#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace ws::net
{

/// Counts this process' open files by listing them, a piece at each call: with tens of
/// thousands of them a whole listing takes longer than an event loop may stand still.
class open_file_census
{
public:
    /// Looks at about this many of them in one call.
    explicit open_file_census(std::size_t at_once = 1024);
    ~open_file_census();
    open_file_census(open_file_census&&) noexcept;
    open_file_census& operator=(open_file_census&&) noexcept;

    /// Looks at the next piece. The count of the last listing that came to its end, which
    /// is exact where one piece holds all; until the first did, what it has met so far.
    /// 0 where they cannot be listed. Its own descriptor does not count.
    std::uint64_t continue_count();

private:
    class listing;

    std::size_t at_once_;
    std::unique_ptr<listing> listing_; ///< null: the next call begins anew
    std::optional<std::uint64_t> counted_;
};

} // namespace ws::net
