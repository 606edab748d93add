#include "realtime/stream.hpp"

#include "realtime/random.hpp"

#include <algorithm>

namespace ws::realtime
{
namespace
{

/// Collects publications until a limit says no.
class page_filler
{
public:
    explicit page_filler(const history_query& query) : query_(query) {}

    /// False when nothing more fits.
    bool add(const publication_ptr& p)
    {
        if (query_.limit >= 0 && std::ssize(page_) >= query_.limit)
            return false;
        const std::size_t size = p->size_bytes();
        if (size > query_.max_bytes - bytes_)
            return false;
        bytes_ += size;
        page_.push_back(p);
        return true;
    }

    std::vector<publication_ptr> take() { return std::move(page_); }

private:
    const history_query& query_;
    std::vector<publication_ptr> page_;
    std::size_t bytes_ = 0;
};

} // namespace

std::string make_epoch() { return random_letters(16); }

publication_ptr
stream::append(publication p, const channel_options& o, std::uint64_t version, std::string_view version_epoch)
{
    p.offset = ++top_.offset;
    auto kept = std::make_shared<const publication>(std::move(p));
    kept_.push_back(kept);
    while (kept_.size() > o.history_size)
        kept_.pop_front();
    version_ = version;
    version_epoch_ = version_epoch;
    return kept;
}

bool stream::is_outdated(std::uint64_t version, std::string_view version_epoch) const noexcept
{
    return version > 0 && version <= version_ && (version_epoch.empty() || version_epoch == version_epoch_);
}

result<history_page> stream::read(const history_query& query) const
{
    if (query.since && !query.since->epoch.empty() && query.since->epoch != top_.epoch)
        return errc::expired;
    history_page page;
    page.top = top_;
    if (query.limit != 0)
        page.publications = query.reverse ? read_backward(query) : read_forward(query);
    return page;
}

std::vector<publication_ptr> stream::read_forward(const history_query& query) const
{
    page_filler page(query);
    const std::uint64_t after = query.since ? query.since->offset : 0;
    auto first = std::upper_bound(
        kept_.begin(), kept_.end(), after,
        [](std::uint64_t offset, const publication_ptr& p) { return offset < p->offset; });
    while (first != kept_.end() && page.add(*first))
        ++first;
    return page.take();
}

std::vector<publication_ptr> stream::read_backward(const history_query& query) const
{
    page_filler page(query);
    auto next = kept_.rbegin();
    if (query.since)
    {
        // Downward from the entry before `since`; nothing if that one is gone.
        while (next != kept_.rend() && (*next)->offset >= query.since->offset)
            ++next;
        if (next == kept_.rend() || (*next)->offset + 1 != query.since->offset)
            return {};
    }
    while (next != kept_.rend() && page.add(*next))
        ++next;
    return page.take();
}

} // namespace ws::realtime
