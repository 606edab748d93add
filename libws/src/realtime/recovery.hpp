#pragma once

#include <ws/realtime/broker.hpp>

namespace ws::realtime
{

struct recovery_outcome
{
    bool recovered = false;
    /// Where the client continues from, as the reply says it (protocol.md §8.3).
    stream_position position;
    std::vector<publication_ptr> publications;
};

/// What to ask the broker for a recovery from `c` (nothing: just the position).
/// The epoch is left out: another one is an outcome here, not an error.
history_query
recovery_query(const channel_options& o, const stream_position& c, std::int64_t limit, std::size_t max_bytes);

/// Whether everything after `c` is in `page` (protocol.md §8.2, §8.6); never a part of it.
recovery_outcome recover(const channel_options& o, const stream_position& c, history_page page);

} // namespace ws::realtime
