#pragma once

#include <ws/realtime/broker.hpp>

namespace ws::realtime
{

struct recovery_outcome
{
    bool recovered = false;
    /// Where the client continues from, as the reply says it (docs/protocol.md).
    stream_position position;
    std::vector<publication_ptr> publications;
};

/// What to ask the broker for a recovery from `c` (nothing: just the position).
/// The epoch is left out: another one is an outcome here, not an error.
history_query
recovery_query(const channel_options& o, const stream_position& c, std::int64_t limit, std::size_t max_bytes);

/// Whether everything after `c` is in `page` (docs/protocol.md); never a part of it.
recovery_outcome recover(const channel_options& o, const stream_position& c, history_page page);

} // namespace ws::realtime
