#pragma once

#include "figures.hpp"

#include <string>
#include <vector>

namespace bench
{

/// Runs a command that prints its figures. Throws std::runtime_error where it fails.
figures run_client_process(const std::vector<std::string>& command);

} // namespace bench
