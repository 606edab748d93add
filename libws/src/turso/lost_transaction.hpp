#pragma once

#include <ws/turso/error.hpp>

namespace ws::turso
{

/// The transaction ended behind our back, and the guard kept everything after it from running.
error lost_transaction();

/// COMMIT found no transaction, and the server has no guard (version 2 of the protocol):
/// what came after the end may have been stored, statement by statement.
bool ended_unguarded(const error& of_commit);
error lost_unguarded();

} // namespace ws::turso
