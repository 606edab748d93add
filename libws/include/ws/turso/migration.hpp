#pragma once

#include <ws/turso/client.hpp>
#include <ws/turso/error.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How a database gets its schema: see docs/migrations.md. CMake's ws_embed_migrations()
/// makes the list from a folder of files NNNN_name.sql.
namespace ws::turso
{

/// One step of a schema: a file NNNN_name.sql.
struct migration
{
    std::uint32_t version = 0; ///< 1, 2, 3, … without gaps
    std::string_view name;     ///< "create_users"
    std::string_view sql;      ///< several statements; none of them controls a transaction
};

/// Whether a program that does not know a migration may work with its result.
enum class migration_kind : std::uint8_t
{
    contract, ///< no: something was taken away or changed
    expand,   ///< yes: something was added
};

/// `expand` if a comment line before the first statement says "-- migration: expand".
migration_kind kind_of(const migration& m);
std::string_view to_string(migration_kind kind) noexcept;

/// One migration as the database knows it, or does not.
struct migration_status
{
    std::uint32_t version = 0;
    std::string name;
    bool known = false;   ///< to this program
    bool applied = false; ///< to the database
    bool edited = false;  ///< applied with another text; line ends do not count
    migration_kind kind = migration_kind::contract;
    std::string applied_at; ///< "2026-11-22T10:00:00Z", database time; "" = not applied
};

struct migration_report
{
    std::vector<migration_status> all; ///< by version
    std::vector<std::uint32_t> applied_now;

    /// How many of the known ones are not applied.
    [[nodiscard]] std::size_t pending() const noexcept;
};

struct migration_options
{
    migration_options() = default;

    /// Of one migration, waiting for the write lock included. The client's own deadline, made
    /// for calls, does not count here.
    std::chrono::milliseconds deadline{300'000};
};

namespace detail
{

using migration_handler = boost::asio::any_completion_handler<void(result<migration_report>)>;
void start_migrate_up(
    migration_handler done, client db, std::span<const migration> known, migration_options how);
void start_migration_state(migration_handler done, client db, std::span<const migration> known);

} // namespace detail

/// Applies what is missing, each migration in one round trip and in a transaction of its own
/// that also records it in schema_migrations. Foreign keys are off inside, and checked before
/// the commit: rows that violate one fail the migration. Safe when several programs start at
/// once: who comes second sees it applied and goes on. After an unknown outcome, a busy
/// database or a stolen lock it looks again, a few times; what is recorded is not applied twice.
///
/// `known` and what it views must outlive the call.
/// Errors: errc::bad_argument (the list has a gap, a repeat, a transaction's BEGIN, …),
/// errc::migration_edited, errc::database_newer (unless everything unknown is of kind
/// `expand`), an error of SQL whose message names migration, statement and line (error::statement
/// is its index in the migration), or of the client. Migrations before the one that failed stay.
///
/// Completes with result<migration_report>, as a call of the client does.
template <boost::asio::completion_token_for<void(result<migration_report>)> Token = boost::asio::deferred_t>
auto migrate_up(
    client db, std::span<const migration> known, migration_options how = {}, Token&& token = Token())
{
    auto begin = [](auto handler, client c, std::span<const migration> list, migration_options options)
    { detail::start_migrate_up(std::move(handler), std::move(c), list, options); };
    return boost::asio::async_initiate<Token, void(result<migration_report>)>(
        std::move(begin), token, std::move(db), known, how);
}

/// How the database stands; changes nothing, and creates no table. One round trip.
/// Completes with result<migration_report>.
template <boost::asio::completion_token_for<void(result<migration_report>)> Token = boost::asio::deferred_t>
auto migration_state(client db, std::span<const migration> known, Token&& token = Token())
{
    auto begin = [](auto handler, client c, std::span<const migration> list)
    { detail::start_migration_state(std::move(handler), std::move(c), list); };
    return boost::asio::async_initiate<Token, void(result<migration_report>)>(
        std::move(begin), token, std::move(db), known);
}

/// The first reason why migrate_up() would refuse: an edited migration, a newer database;
/// nothing when it is fine to go on. Pending ones are no reason.
result<> check_migrations(const migration_report& state);

/// The first reason why a program must not work with the database: those of
/// check_migrations(), and errc::migrations_pending, whose message names the first that is.
result<> require_migrations(const migration_report& state);

} // namespace ws::turso
