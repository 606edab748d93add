#include "commands.hpp"
#include "migrate_report.hpp"
#include "problem_list.hpp"

#include <ws/server/config.hpp>
#include <ws/server/dev_secrets.hpp>
#include <ws/turso/database_url.hpp>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <imagineo/migrations.hpp>
#include <optional>
#include <ostream>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace imagineo
{
namespace
{

using namespace ws::turso;
using ws::server::database_settings;

/// A file that is not there yet. Who only looks takes it for an empty database
/// instead of creating it.
bool is_missing_file(const std::string& url)
{
    const auto where = parse_database_url(url);
    const auto* file = where ? std::get_if<embedded_database>(&*where) : nullptr;
    std::error_code ec;
    return file && !file->path.empty() && !std::filesystem::exists(file->path, ec) && !ec;
}

/// The folder of development's own database is made at its first use.
bool make_dev_folder(const surroundings& around, const std::string& url)
{
    using ws::server::dev_directory;
    if (!url.starts_with(fmt::format("file:{}/", dev_directory)))
        return true;
    if (::mkdir(dev_directory, S_IRWXU) == 0 || errno == EEXIST)
        return true;
    around.err << fmt::format(
        "imagineo-ws: cannot create {}: {}; mend that, or set DATABASE_URL\n", dev_directory,
        std::generic_category().message(errno));
    return false;
}

/// Runs one operation of a client to its end.
template <class Operation>
result<migration_report> ask(const database_settings& settings, Operation operation)
{
    boost::asio::io_context io;
    options how;
    how.url = settings.url;
    how.token = settings.auth_token;
    auto db = client::open(io.get_executor(), std::move(how));
    if (!db)
        return std::move(db).error();
    std::optional<result<migration_report>> answer;
    operation(*db, [&answer](result<migration_report> given) { answer.emplace(std::move(given)); });
    while (!answer && io.run_one() > 0)
    {
    }
    db = error{};
    io.restart();
    io.run(); // what the client has left to do
    return std::move(*answer);
}

int tell(const surroundings& around, const error& why)
{
    around.err << fmt::format("imagineo-ws: migrate failed: {}\n", migration_failure(why));
    return migrate_failed;
}

int apply(const surroundings& around, const database_settings& settings)
{
    if (!make_dev_folder(around, settings.url))
        return migrate_failed;
    const auto report = ask(
        settings, [](client db, auto done) { migrate_up(std::move(db), migrations(), {}, std::move(done)); });
    if (!report)
        return tell(around, report.error());
    print_migrations(around.out, *report, "pending");
    around.out << fmt::format("Applied {}.\n", migrations_in_words(report->applied_now.size()));
    return migrate_fine;
}

int look(const surroundings& around, database_settings settings, const migrate_options& wanted)
{
    if (is_missing_file(settings.url))
        settings.url = ":memory:";
    const auto report =
        ask(settings,
            [](client db, auto done) { migration_state(std::move(db), migrations(), std::move(done)); });
    if (!report)
        return tell(around, report.error());
    print_migrations(around.out, *report, wanted.dry_run ? "would be applied" : "pending");
    if (wanted.dry_run)
        around.out << fmt::format("Would apply {}.\n", migrations_in_words(report->pending()));
    if (wanted.action == "status")
        return migrate_fine;
    if (const auto fine = check_migrations(*report); !fine)
        return tell(around, fine.error());
    return wanted.action == "check" && report->pending() > 0 ? migrate_pending : migrate_fine;
}

} // namespace

int migrate(const surroundings& around, const migrate_options& wanted)
{
    const bool up = wanted.action == "up";
    if ((wanted.action.empty() && !wanted.dry_run) || (wanted.dry_run && !wanted.action.empty() && !up))
    {
        around.err << "imagineo-ws: say migrate up, migrate status, migrate check or migrate --dry-run\n";
        return migrate_failed;
    }
    auto settings = ws::server::load_database_settings(around.environment);
    if (const auto* problems = std::get_if<std::vector<ws::server::config_problem>>(&settings))
    {
        print_problems(around.err, *problems, "environment");
        return migrate_failed;
    }
    if (up && !wanted.dry_run)
        return apply(around, std::get<database_settings>(settings));
    return look(around, std::get<database_settings>(std::move(settings)), wanted);
}

} // namespace imagineo
