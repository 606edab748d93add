#pragma once

#include "turso/backend.hpp"

#include <ws/turso/error.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace ws::turso
{

/// What a server said to a pipeline.
struct pipeline_answer
{
    /// For the next request on this stream, once. Nothing: the stream is closed.
    std::optional<std::string> baton;
    std::string base_url; ///< where the stream goes on; "" for the same place
    /// What was asked for, of the kind that was asked for. A program of one step that the
    /// server refused as a whole request has that error as its step's.
    answer content;
    /// A batch of several steps, a script or a description failed as a whole. Of a batch
    /// or a script, part may have been carried out.
    std::optional<error> whole_error;
    /// get_autocommit or close failed: the content holds nevertheless.
    std::optional<error> side_error;
    std::optional<std::uint64_t> replication_index; ///< the highest in the answer
    bool closed_ok = false;                         ///< the server confirmed `close`
};

} // namespace ws::turso
