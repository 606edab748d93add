#pragma once

#include "turso/hrana_shape.hpp"

#include <ws/turso/program.hpp>

#include <optional>
#include <string>

namespace ws::turso
{

/// What `c` is whatever happens at the server of that version; nothing when it depends.
/// Version 2 has no guard against the transaction's end: it counts as true there.
std::optional<bool> always(const step_condition& c, hrana_version version);

/// Whether `c` asks after autocommit, which version 2 cannot answer.
bool asks_autocommit(const step_condition& c);

/// Appends `c` as JSON, without those parts of it that are always() the same.
void append_condition(std::string& out, const step_condition& c, hrana_version version);

} // namespace ws::turso
