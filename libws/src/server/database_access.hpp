#pragma once

#include <ws/base/secret.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/turso/client.hpp>
#include <ws/turso/migration.hpp>

#include <memory>
#include <span>
#include <string>

namespace ws::server
{

/// What the server asks of its database as a whole. Belongs to the shard's thread.
class database_access
{
public:
    virtual ~database_access() = default;

    /// Whether this program may work with the schema; where it is this program's own to
    /// bring up to date, it does that first. Errors: those of turso::require_migrations() and
    /// of turso::migrate_up(), or why the database did not answer.
    virtual net::task<turso::result<>> check_schema() = 0;

    /// Whether the database answers at all. Reads no row.
    virtual net::task<turso::result<>> ask() = 0;

    /// Ends what is under way with turso::errc::shut_down; the last call.
    virtual net::task<void> close() = 0;

    /// Another machine's, so that no answer may mean a bad moment; what fails in this
    /// process will fail again.
    [[nodiscard]] virtual bool is_remote() const = 0;
};

struct database_place
{
    std::string url; ///< see turso::parse_database_url()
    secret token;
    /// The schema that this program needs; lives as long as the access.
    std::span<const turso::migration> schema;
    /// Bring a database of this process (a file, memory) up to date. One in memory always
    /// is: nobody else can.
    bool migrate = false;
};

/// A client of the database; connects when it is first asked. An address that is none is the
/// error of every question. `told`, where there is one, must outlive the access.
std::unique_ptr<database_access>
open_database(const net::executor& ex, database_place where, turso::metrics_sink* told);

} // namespace ws::server
