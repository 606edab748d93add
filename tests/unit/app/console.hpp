#pragma once

#include <commands.hpp>
#include <initializer_list>
#include <sstream>
#include <string>
#include <utility>

namespace imagineo
{

/// A process's surroundings whose output can be read.
struct console
{
    console(std::initializer_list<std::pair<const std::string, std::string>> values)
    {
        environment.values = values;
    }
    console(const console&) = delete;
    console& operator=(const console&) = delete;

    [[nodiscard]] surroundings around() { return {environment, out, err}; }

    ws::server::variables environment;
    std::ostringstream out;
    std::ostringstream err;
};

} // namespace imagineo
