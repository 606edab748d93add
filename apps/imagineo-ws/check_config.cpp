#include "commands.hpp"
#include "problem_list.hpp"

#include <ws/server/config.hpp>
#include <ws/server/env_file.hpp>

#include <fmt/format.h>

#include <ostream>

namespace imagineo
{
namespace
{

using namespace ws::server;

void print_settings(std::ostream& out, const std::vector<shown_setting>& settings, std::string_view indent)
{
    std::size_t width = 0;
    for (const shown_setting& s : settings)
        width = std::max(width, s.name.size());
    for (const shown_setting& s : settings)
        out << fmt::format("{}{:{}}  {}\n", indent, s.name, width, s.value);
}

void print_config(std::ostream& out, const loaded_config& loaded)
{
    print_settings(out, describe(loaded.value), "");
    out << "\nWebhooks:\n";
    print_settings(out, describe_webhooks(loaded.value), "  ");
    out << "\nChannels:\n";
    print_settings(out, describe_namespaces(loaded.value), "  ");
    if (!loaded.warnings.empty())
        out << "\nWarnings:\n";
    for (const config_warning& w : loaded.warnings)
        out << fmt::format("  {}: {}\n", w.variable, w.text);
    out << "\nThe server would start with this.\n";
}

} // namespace

int check_config(const surroundings& around, const std::string& env_file)
{
    const host_facts host = process_facts_read_only();
    variables given = around.environment;
    std::vector<config_problem> problems;
    if (!env_file.empty())
    {
        const auto text = host.read_file(env_file);
        if (!text)
        {
            around.err << fmt::format(
                "imagineo-ws: cannot read {}: {}; mend the path or its permissions\n", env_file,
                text.error().message());
            return 1;
        }
        given = parse_env_file(*text, problems);
    }
    const auto outcome = load_config(given, host);
    if (const auto* more = std::get_if<std::vector<config_problem>>(&outcome))
        problems.insert(problems.end(), more->begin(), more->end());
    if (!problems.empty())
    {
        print_problems(around.err, problems, env_file.empty() ? "environment" : env_file);
        return 1;
    }
    print_config(around.out, std::get<loaded_config>(outcome));
    return 0;
}

} // namespace imagineo
