#pragma once

#include <ws/server/variables.hpp>

#include <iosfwd>
#include <string>

/// The subcommands of imagineo-ws. Each returns the process's exit code: 0, or 1
/// after a sentence on `err` that says what to do.
namespace imagineo
{

/// What a subcommand gets from the process.
struct surroundings
{
    const ws::server::variables& environment;
    std::ostream& out;
    std::ostream& err;
};

/// Runs the server until it is told to stop.
int serve(const surroundings& around);

/// Shows the configuration as it would hold, or every problem in it. Reads the
/// file instead of the environment where one is named; writes nothing to disk.
int check_config(const surroundings& around, const std::string& env_file);

int version(const surroundings& around);

/// Asks a server on this machine, or the one at `url`, whether it is ready.
int health(const surroundings& around, const std::string& url);

struct dev_token_options
{
    std::string user;
    std::string channel; ///< "": a connection token, else a subscription token
    std::string ttl = "1h";
};

struct migrate_options
{
    std::string action; ///< up, status or check; "" counts as up in a dry run
    bool dry_run = false;
};

/// What migrate's exit code says.
enum migrate_exit : int
{
    migrate_fine = 0,
    migrate_failed = 1, ///< also when migrations are edited, or the database is too new
    migrate_pending = 2 ///< of `check`: some are not applied, and nothing else is wrong
};

/// Applies the migrations, or tells how the database stands. Needs DATABASE_URL and
/// DATABASE_AUTH_TOKEN only.
int migrate(const surroundings& around, const migrate_options& options);

/// Prints a token that this environment's server accepts; development and test only.
int dev_token(const surroundings& around, const dev_token_options& options);

} // namespace imagineo
