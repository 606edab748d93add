#pragma once

#include <ws/turso/client.hpp>
#include <ws/turso/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ws::turso
{

/// One step of a schema: a file NNNN_name.sql.
struct migration
{
    std::uint32_t version = 0; ///< 1, 2, 3, …
    std::string_view name;     ///< "create_users"
    std::string_view sql;      ///< several statements; none of them controls a transaction
};

/// Whether a program that does not know a migration may work with its result.
enum class migration_kind : std::uint8_t
{
    contract, ///< no: something was taken away or changed
    expand,   ///< yes: something was added. The file says so in a line "-- migration: expand"
};

migration_kind kind_of(const migration& m);

/// One migration as the database knows it, or does not.
struct migration_status
{
    std::uint32_t version = 0;
    std::string name;
    bool known = false;   ///< to this program
    bool applied = false; ///< to the database
    bool edited = false;  ///< applied with another text
    migration_kind kind = migration_kind::contract;
    std::string applied_at; ///< "2026-11-22T10:00:00Z", database time; "" = not applied
};

struct migration_report
{
    std::vector<migration_status> all; ///< by version
    std::vector<std::uint32_t> applied_now;
};

/// Applies what is missing, each migration in a transaction of its own that also records it
/// in schema_migrations. Safe when several programs start at once: the write lock is taken
/// before the table is read. Foreign keys are off inside and checked before the commit.
///
/// Errors: errc::migration_edited, errc::database_newer (unless everything unknown is of
/// kind `expand`), an error of SQL whose message names the migration, or of the client. Run
/// it again after an unknown outcome: what is recorded is not applied twice.
boost::asio::awaitable<result<migration_report>> migrate_up(client db, std::span<const migration> known);

/// How the database stands; changes nothing, and creates no table.
boost::asio::awaitable<result<migration_report>> migration_state(client db, std::span<const migration> known);

/// The first reason why migrate_up() would refuse, or a program must not start: an edited
/// migration, a newer database; nothing when it is fine to go on.
result<> check_migrations(const migration_report& state);

} // namespace ws::turso
