#include <ws/net/open_file_census.hpp>

#include <dirent.h>

namespace ws::net
{

class open_file_census::listing
{
public:
    listing() : folder_(opendir("/proc/self/fd"), closedir) {}

    /// Whether there was another.
    bool advance()
    {
        const dirent* entry = folder_ ? readdir(folder_.get()) : nullptr;
        if (entry == nullptr)
            return false;
        met_ += entry->d_name[0] == '.' ? 0 : 1;
        return true;
    }

    /// Without the descriptor that lists them, which is met as well.
    [[nodiscard]] std::uint64_t met() const { return met_ > 0 ? met_ - 1 : 0; }

private:
    std::unique_ptr<DIR, int (*)(DIR*)> folder_;
    std::uint64_t met_ = 0;
};

open_file_census::open_file_census(std::size_t at_once) : at_once_(at_once) {}
open_file_census::~open_file_census() = default;
open_file_census::open_file_census(open_file_census&&) noexcept = default;
open_file_census& open_file_census::operator=(open_file_census&&) noexcept = default;

std::uint64_t open_file_census::continue_count()
{
    if (!listing_)
        listing_ = std::make_unique<listing>();
    for (std::size_t i = 0; i < at_once_; ++i)
    {
        if (!listing_->advance())
        {
            counted_ = listing_->met();
            listing_.reset();
            return *counted_;
        }
    }
    return counted_ ? *counted_ : listing_->met();
}

} // namespace ws::net
