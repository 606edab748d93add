#pragma once

#include "turso/backend.hpp"

#include <ws/turso/migration.hpp>

namespace ws::turso
{

/// migration_state(), for other coroutines of the client.
task<result<migration_report>> read_migration_state(client db, std::span<const migration> known);

} // namespace ws::turso
