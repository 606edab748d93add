#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

int main(int argc, char** argv)
try
{
    CLI::App app("Realtime WebSocket server. Settings come from the environment: see docs/configuration.md.");
    app.require_subcommand(0, 1);

    app.add_subcommand("serve", "Run the server (the default)");

    std::string env_file;
    auto* check_config =
        app.add_subcommand("check-config", "Show the configuration as it holds, or all its problems");
    check_config->add_option("--env-file", env_file, "Read this .env file instead of the environment");

    auto* version = app.add_subcommand("version", "Show the version of the server and its libraries");

    std::string url;
    auto* health = app.add_subcommand("health", "Ask a running server whether it is ready");
    health->add_option(
        "--url", url, "Ask there instead of on the configured port, e.g. http://127.0.0.1:8080");

    imagineo::dev_token_options token;
    auto* dev_token = app.add_subcommand("dev-token", "Sign a token for development");
    dev_token->add_option("--user", token.user, "User id")->required();
    dev_token->add_option("--channel", token.channel, "Make a subscription token for this channel");
    dev_token->add_option("--ttl", token.ttl, "How long it is valid, e.g. 10m or 24h")->capture_default_str();

    imagineo::migrate_options migration;
    auto* migrate = app.add_subcommand("migrate", "Bring the database's tables up to date");
    migrate->add_option("action", migration.action, "up, status or check")
        ->check(CLI::IsMember({"up", "status", "check"}));
    migrate->add_flag("--dry-run", migration.dry_run, "Only show what up would apply");

    CLI11_PARSE(app, argc, argv);

    const auto environment = ws::server::process_variables();
    const imagineo::surroundings around{environment, std::cout, std::cerr};
    if (check_config->parsed())
        return imagineo::check_config(around, env_file);
    if (version->parsed())
        return imagineo::version(around);
    if (health->parsed())
        return imagineo::health(around, url);
    if (dev_token->parsed())
        return imagineo::dev_token(around, token);
    if (migrate->parsed())
        return imagineo::migrate(around, migration);
    return imagineo::serve(around);
}
catch (const std::exception& failure)
{
    std::cerr << "imagineo-ws: " << failure.what() << '\n';
    return 1;
}
