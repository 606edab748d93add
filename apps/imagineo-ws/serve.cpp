#include "commands.hpp"
#include "problem_list.hpp"

#include <ws/server/run.hpp>

#include <imagineo/migrations.hpp>

namespace imagineo
{

int serve(const surroundings& around)
{
    using namespace ws::server;
    const auto outcome = load_config(around.environment, process_facts());
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&outcome))
    {
        print_problems(around.err, *problems, "environment");
        return 1;
    }
    return run(std::get<loaded_config>(outcome), migrations());
}

} // namespace imagineo
