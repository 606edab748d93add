#include <ws/server/variables.hpp>

#include <string_view>
#include <unistd.h>

namespace ws::server
{

variables process_variables()
{
    variables all;
    for (char** entry = environ; entry && *entry; ++entry)
    {
        const std::string_view text = *entry;
        if (const std::size_t equals = text.find('='); equals != std::string_view::npos)
            all.values.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return all;
}

} // namespace ws::server
