#pragma once

#include <string>

namespace ws::server
{

/// Why the server cannot start with these settings.
struct config_problem
{
    std::string place; ///< the variable, or "line 7" of a file
    std::string what;  ///< what is wrong, without a secret
    std::string mend;  ///< what to do about it; "" where `what` says it
};

/// What the operator should know although the server starts.
struct config_warning
{
    std::string variable;
    std::string text;
};

} // namespace ws::server
