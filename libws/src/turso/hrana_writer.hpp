#pragma once

#include "turso/backend.hpp"
#include "turso/hrana_shape.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ws::turso
{

struct pipeline_options
{
    hrana_version version = hrana_version::v3;
    std::string_view baton; ///< "" opens a stream
    bool close = true;      ///< end the stream behind the request
    /// A replica answers once it has come as far as this.
    std::optional<std::uint64_t> replication_index;
};

struct pipeline
{
    std::string body; ///< JSON
    pipeline_shape shape;
};

/// Why `w` cannot be sent to a server of that version: errc::unsupported, when it
/// depends on whether a transaction is open and the server cannot tell; errc::bad_argument,
/// when a text of it is not UTF-8. Arguments are not looked at: params did.
std::optional<error> refusal(const work& w, hrana_version version);

/// The request's body. `w` must have passed refusal() and program::problem().
///
/// One step without a condition goes as `execute`, any other program as `batch`. The
/// question after the transaction (work::wants_autocommit) and the guards against its
/// end (step_condition::in_transaction()) are left out for version 2.
pipeline write_pipeline(const work& w, const pipeline_options& options);

/// A pipeline that does nothing but end the stream.
pipeline write_close(std::string_view baton);

} // namespace ws::turso
