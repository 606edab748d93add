#include "realtime/recovery.hpp"

namespace ws::realtime
{
namespace
{

recovery_outcome not_recovered(history_page& page) { return {false, std::move(page.top), {}}; }

recovery_outcome recover_stream(const stream_position& c, history_page& page)
{
    auto& missed = page.publications;
    const bool complete =
        missed.empty() ? page.top.offset == c.offset
                       : missed.front()->offset == c.offset + 1 && missed.back()->offset == page.top.offset;
    if (!complete)
        return not_recovered(page);
    return {true, {c.offset, std::move(page.top.epoch)}, std::move(missed)};
}

recovery_outcome recover_newest(const stream_position& c, history_page& page)
{
    const bool same_epoch = c.epoch == page.top.epoch;
    if (page.publications.empty())
    {
        const bool nothing_missed = same_epoch && c.offset == page.top.offset && c.offset > 0;
        return {nothing_missed, std::move(page.top), {}};
    }
    const bool has_it = same_epoch && c.offset > 0 && c.offset == page.publications.front()->offset;
    if (has_it)
        page.publications.clear();
    return {true, std::move(page.top), std::move(page.publications)};
}

} // namespace

history_query
recovery_query(const channel_options& o, const stream_position& c, std::int64_t limit, std::size_t max_bytes)
{
    history_query query;
    query.max_bytes = max_bytes;
    if (o.force_recovery_mode == recovery_mode::cache)
    {
        query.limit = 1;
        query.reverse = true;
    }
    else
    {
        query.limit = limit;
        query.since = stream_position{c.offset, {}};
    }
    return query;
}

recovery_outcome recover(const channel_options& o, const stream_position& c, history_page page)
{
    if (o.force_recovery_mode == recovery_mode::cache)
        return recover_newest(c, page);
    if (!c.epoch.empty() && c.epoch != page.top.epoch)
        return not_recovered(page);
    return recover_stream(c, page);
}

} // namespace ws::realtime
