#include "webhook/claim_table.hpp"

#include "webhook/scoped_key.hpp"

namespace ws::webhook
{

claim_table::ticket claim_table::take(const delivery& d, steady_time now)
{
    for (const std::string& key : d.keys)
    {
        const auto held = entries_.find(scoped_key(d.provider, key));
        if (held != entries_.end() && held->second.until > now)
            return {outcome::busy, 0};
    }
    if (entries_.size() + d.keys.size() > capacity_)
        std::erase_if(entries_, [&](const auto& e) { return e.second.until <= now; });
    if (entries_.size() + d.keys.size() > capacity_)
        return {outcome::full, 0};
    const std::uint64_t number = ++last_number_;
    for (const std::string& key : d.keys)
        entries_.insert_or_assign(scoped_key(d.provider, key), entry{number, now + lease_});
    return {outcome::taken, number};
}

void claim_table::give_back(const delivery& d, std::uint64_t number)
{
    for (const std::string& key : d.keys)
    {
        const auto held = entries_.find(scoped_key(d.provider, key));
        if (held != entries_.end() && held->second.number == number)
            entries_.erase(held);
    }
}

} // namespace ws::webhook
