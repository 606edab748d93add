#pragma once

#include <cstdint>
#include <optional>

namespace ws::webhook
{

/// Where an event stands among those of its entity, as far as it tells; milliseconds since 1970.
struct event_order
{
    std::optional<std::int64_t> record; ///< when what it tells of was changed, else `sent`
    std::optional<std::int64_t> sent;   ///< when it was made: decides between events of one record

    bool operator==(const event_order&) const = default;
};

/// False also where the two do not say enough to compare them.
inline bool is_older(const event_order& a, const event_order& b)
{
    if (!a.record || !b.record)
        return false;
    if (*a.record != *b.record)
        return *a.record < *b.record;
    return a.sent && b.sent && *a.sent < *b.sent;
}

} // namespace ws::webhook
