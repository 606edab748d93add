#include "turso/sqlite_connection.hpp"

#include "turso/sqlite_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sqlite3.h>
#include <string_view>
#include <system_error>
#include <thread>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// How often a running statement looks at the flag: some ten microseconds.
constexpr int instructions_between_looks = 1'000;
constexpr auto longest_nap = 20ms;

/// What keeps the file at `path` from being opened, as far as the file system tells.
std::string hint_for(const std::string& path)
{
    std::error_code ec;
    const std::filesystem::path file(path);
    if (std::filesystem::is_directory(file, ec))
        return ": it is a directory";
    if (const auto folder = file.parent_path(); !folder.empty() && !std::filesystem::exists(folder, ec))
        return fmt::format(": the directory {} does not exist", folder.string());
    return {};
}

int as_limit(std::size_t bytes)
{
    return static_cast<int>(std::min<std::size_t>(bytes, std::numeric_limits<int>::max()));
}

} // namespace

sqlite_connection::sqlite_connection(const connection_settings& settings)
    : settings_(settings), statements_(settings.how.statement_cache), only_reads_(settings.only_reads)
{
}

sqlite_connection::~sqlite_connection()
{
    statements_ = statement_cache(0); // SQLite does not close with statements open
    sqlite3_close(db_);
}

result<std::unique_ptr<sqlite_connection>>
sqlite_connection::open(const connection_settings& settings, const stop_flag& stop)
{
    std::unique_ptr<sqlite_connection> made(new sqlite_connection(settings));
    made->obey(&stop);
    auto opened = made->open_file();
    if (opened)
        opened = made->prepare_connection();
    if (opened)
        return made;
    if (const auto why = stop.raised())
        return stop_error(*why, outcome::not_executed);
    return std::move(opened).error();
}

result<> sqlite_connection::open_file()
{
    // One thread uses it, hence no mutex of SQLite's own. A file's name that looks like a
    // URI must not be read as one.
    const int uri = settings_.in_memory ? SQLITE_OPEN_URI : 0;
    const std::string name =
        settings_.path.starts_with("file:") && uri == 0 ? "./" + settings_.path : settings_.path;
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | uri;
    const int code = sqlite3_open_v2(name.c_str(), &db_, flags, nullptr);
    return code == SQLITE_OK ? result<>() : open_error(code);
}

result<> sqlite_connection::prepare_connection()
{
    sqlite3_progress_handler(db_, instructions_between_looks, &on_progress, this);
    sqlite3_busy_handler(db_, &on_busy, this);
    sqlite3_commit_hook(db_, &on_commit, this);
    sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, as_limit(settings_.how.max_value_bytes));
    // "text" is a name and nothing else: a misspelt column is an error, not a string.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);

    int code = use_wal();
    if (code == SQLITE_OK)
        code = execute_own(
            settings_.how.synchronous_full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    if (code == SQLITE_OK)
        code = execute_own("PRAGMA foreign_keys=ON");
    if (code == SQLITE_OK && only_reads_)
        code = execute_own("PRAGMA query_only=ON");
    if (code != SQLITE_OK)
        return open_error(code);
    sqlite3_set_authorizer(db_, &on_compile, this);
    return {};
}

int sqlite_connection::use_wal()
{
    if (settings_.in_memory)
        return SQLITE_OK;
    const auto give_up = std::chrono::steady_clock::now() + settings_.how.busy_timeout;
    for (;;)
    {
        const int code = execute_own("PRAGMA journal_mode=WAL");
        // A file that cannot be written can still be read as it is.
        if ((code & 0xff) == SQLITE_READONLY)
            return SQLITE_OK;
        // While another connection changes to WAL, SQLite says busy without having waited.
        const bool enough = stop_->raised() || std::chrono::steady_clock::now() >= give_up;
        if ((code & 0xff) != SQLITE_BUSY || enough)
            return code;
        std::this_thread::sleep_for(5ms);
    }
}

int sqlite_connection::execute_own(const char* sql) noexcept
{
    const bool touched_before = touched_;
    const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    touched_ = touched_before;
    return code;
}

error sqlite_connection::open_error(int code) const
{
    error e = sqlite_failure(db_, code);
    e.what_happened = outcome::not_executed;
    if (settings_.in_memory)
        e.message = "cannot open the database in memory: " + e.message;
    else
        e.message = fmt::format(
            "cannot open the database {}: {}{}", settings_.path, e.message, hint_for(settings_.path));
    return e;
}

bool sqlite_connection::in_transaction() const noexcept { return sqlite3_get_autocommit(db_) == 0; }

void sqlite_connection::forget_stream() noexcept
{
    if (in_transaction())
        execute_own("ROLLBACK");
    sqlite3_set_last_insert_rowid(db_, 0);
}

void sqlite_connection::set_only_reads(bool only_reads) noexcept
{
    if (only_reads == only_reads_)
        return;
    execute_own(only_reads ? "PRAGMA query_only=ON" : "PRAGMA query_only=OFF");
    only_reads_ = only_reads;
}

void sqlite_connection::statement_ended(bool well) noexcept
{
    committed_ = committed_ || (well && commit_seen_);
    commit_seen_ = false;
}

int sqlite_connection::on_progress(void* self) noexcept
{
    const auto* stop = static_cast<sqlite_connection*>(self)->stop_;
    return stop && stop->raised() ? 1 : 0;
}

int sqlite_connection::on_busy(void* self, int waits_before) noexcept
{
    auto& me = *static_cast<sqlite_connection*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (waits_before == 0)
        me.busy_since_ = now;
    if (now - me.busy_since_ >= me.settings_.how.busy_timeout || (me.stop_ && me.stop_->raised()))
        return 0;
    std::this_thread::sleep_for(std::min(1ms * (waits_before + 1), longest_nap));
    return 1;
}

int sqlite_connection::on_commit(void* self) noexcept
{
    static_cast<sqlite_connection*>(self)->commit_seen_ = true;
    return 0;
}

int sqlite_connection::on_compile(
    void* self, int action, const char*, const char* argument, const char* database, const char*) noexcept
{
    switch (action)
    {
    case SQLITE_PRAGMA: // without an argument it only tells or tidies up
        if (argument)
            break;
        return SQLITE_OK;
    case SQLITE_INSERT: // whatever is created in TEMP is noted in its schema
        if (database && std::string_view(database) == "temp")
            break;
        return SQLITE_OK;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        break;
    default:
        return SQLITE_OK;
    }
    static_cast<sqlite_connection*>(self)->touched_ = true;
    return SQLITE_OK;
}

} // namespace ws::turso
