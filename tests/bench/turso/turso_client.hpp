#pragma once

#include "figures.hpp"
#include "workload.hpp"

#include <string>

namespace bench
{

/// The tables of the benchmark, in an empty database.
void create_tables(const std::string& url);

/// Does the work through ws::turso, with its usual options, on one thread. Throws
/// ws::turso::failure where a statement fails.
figures run_turso_client(const std::string& url, const workload& what);

} // namespace bench
