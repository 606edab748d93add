#pragma once

#include "turso/statement_cache.hpp"
#include "turso/stop_flag.hpp"

#include <ws/turso/embedded_options.hpp>
#include <ws/turso/error.hpp>

#include <chrono>
#include <memory>
#include <string>

struct sqlite3;

namespace ws::turso
{

/// Which database a connection is to, and how.
struct connection_settings
{
    std::string path;       ///< of the file, or the URI of a database in memory
    bool in_memory = false; ///< no WAL, and the path is a URI
    bool only_reads = false;
    embedded_options how;
};

/// An open connection. Used by one thread; blocks it.
class sqlite_connection
{
public:
    /// Errors: SQLite's own, with a message that names the path; nothing was executed.
    /// Waiting for a lock ends when `stop` is raised.
    static result<std::unique_ptr<sqlite_connection>>
    open(const connection_settings& settings, const stop_flag& stop);

    sqlite_connection(const sqlite_connection&) = delete;
    sqlite_connection& operator=(const sqlite_connection&) = delete;
    ~sqlite_connection();

    [[nodiscard]] sqlite3* handle() const noexcept { return db_; }
    [[nodiscard]] statement_cache& statements() noexcept { return statements_; }

    /// From here on statements end early (SQLITE_INTERRUPT, SQLITE_BUSY) when `stop` is
    /// raised; null: they do not.
    void obey(const stop_flag* stop) noexcept { stop_ = stop; }

    [[nodiscard]] bool in_transaction() const noexcept;
    /// As in a new connection: no transaction is open, no rowid is known.
    void forget_stream() noexcept;
    /// Refuses writes (SQLITE_READONLY) or not. Errors are left to the statements that follow.
    void set_only_reads(bool only_reads) noexcept;

    /// Whether something was compiled that may outlive its statement in the connection:
    /// PRAGMA with an argument, ATTACH, DETACH, objects in TEMP.
    [[nodiscard]] bool touched() const noexcept { return touched_; }

    /// Every statement that ran to its end or failed is told here, so that it is known
    /// whether anything was committed since forget_commits().
    void statement_ended(bool well) noexcept;
    /// The statement under way has begun to commit.
    [[nodiscard]] bool commit_seen() const noexcept { return commit_seen_; }
    void forget_commits() noexcept { committed_ = commit_seen_ = false; }
    [[nodiscard]] bool committed() const noexcept { return committed_; }

private:
    explicit sqlite_connection(const connection_settings& settings);

    result<> open_file();
    result<> prepare_connection();
    int use_wal();
    int execute_own(const char* sql) noexcept;
    [[nodiscard]] error open_error(int code) const;

    static int on_progress(void* self) noexcept;
    static int on_busy(void* self, int waits_before) noexcept;
    static int on_commit(void* self) noexcept;
    static int on_compile(
        void* self, int action, const char*, const char* argument, const char* database,
        const char*) noexcept;

    connection_settings settings_;
    sqlite3* db_ = nullptr;
    statement_cache statements_;
    const stop_flag* stop_ = nullptr;
    std::chrono::steady_clock::time_point busy_since_;
    bool only_reads_;
    bool touched_ = false;
    bool commit_seen_ = false;
    bool committed_ = false;
};

} // namespace ws::turso
