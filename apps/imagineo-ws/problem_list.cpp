#include "problem_list.hpp"

#include <fmt/format.h>

#include <ostream>

namespace imagineo
{

void print_problems(
    std::ostream& err, const std::vector<ws::server::config_problem>& problems, std::string_view source)
{
    err << fmt::format(
        "imagineo-ws: {} problem{} in the configuration ({}):\n", problems.size(),
        problems.size() == 1 ? "" : "s", source);
    std::size_t number = 0;
    for (const auto& problem : problems)
    {
        err << fmt::format("{:3}. {}: {}\n", ++number, problem.place, problem.what);
        if (!problem.mend.empty())
            err << fmt::format("     To do: {}.\n", problem.mend);
    }
    err << "docs/configuration.md describes every setting.\n";
}

} // namespace imagineo
