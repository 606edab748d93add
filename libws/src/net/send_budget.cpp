#include <ws/net/send_budget.hpp>

#include <algorithm>

namespace ws::net
{

void send_budget::set(member& m, std::size_t bytes)
{
    total_ = total_ - m.bytes_ + bytes;
    m.bytes_ = bytes;
    if (bytes == 0)
        m.unlink();
    else if (!m.is_linked())
        members_.push_back(m);
}

void send_budget::enforce()
{
    // A member that was told may keep some bytes for now (the rest of a frame,
    // its close frame): it is not asked twice, nor counted against the others.
    decltype(members_) told;
    const auto told_bytes = [&told]
    {
        std::size_t sum = 0;
        for (const member& m : told)
            sum += m.bytes_;
        return sum;
    };
    while (!members_.empty() && total_ - told_bytes() > limit_)
    {
        const auto worst = std::max_element(
            members_.begin(), members_.end(),
            [](const member& a, const member& b) { return a.bytes_ < b.bytes_; });
        member& m = *worst;
        members_.erase(worst);
        told.push_back(m);
        m.on_over_budget();
    }
    members_.splice(members_.end(), told);
}

} // namespace ws::net
