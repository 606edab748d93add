#pragma once

#include <cstddef>
#include <cstdint>

namespace ws::turso
{

/// Versions of the Hrana protocol over HTTP. Version 3 can tell and test whether a
/// connection is in a transaction; version 2 cannot.
enum class hrana_version : std::uint8_t
{
    v2,
    v3,
};

/// What a pipeline asks for first.
enum class hrana_request : std::uint8_t
{
    none,
    execute,
    batch,
    sequence,
    describe,
};

/// The requests of a pipeline, in their order: what its answer is checked against.
struct pipeline_shape
{
    hrana_request first = hrana_request::none;
    std::size_t steps = 0;       ///< of a batch, and 1 for execute
    bool get_autocommit = false; ///< behind it
    bool close = false;          ///< at the end
};

} // namespace ws::turso
