#pragma once

#include "database_test.hpp"

#include <ws/turso/migration.hpp>

#include <gmock/gmock.h>

namespace ws::turso
{

using migrations = std::vector<migration>;

inline constexpr std::string_view create_parent =
    "-- migration: expand\nCREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT);\n";
inline constexpr std::string_view create_child =
    "-- migration: expand\n"
    "CREATE TABLE child(id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent(id) ON DELETE "
    "CASCADE);\n"
    "CREATE TRIGGER no_negatives BEFORE INSERT ON child WHEN new.id < 0\n"
    "BEGIN\n  SELECT RAISE(ABORT, 'negative; id');\nEND;\n";

/// parent, and child that refers to it.
inline migrations two_tables() { return {{1, "parent", create_parent}, {2, "child", create_child}}; }

/// Migrations of db(), on every kind of database.
class migration_fixture : public every_database_test
{
protected:
    result<migration_report> up(const migrations& list) { return finish(migrate_up(db(), list)); }
    error failing_up(const migrations& list)
    {
        auto report = up(list);
        if (report)
            throw std::logic_error("the migrations are no failure");
        return std::move(report).error();
    }
    migration_report state(const migrations& list) { return finish(migration_state(db(), list)).value(); }

    std::int64_t tables_called(const std::string& name)
    {
        return number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" + name + "'");
    }
    std::string recorded()
    {
        return listed("SELECT version, name, kind FROM schema_migrations ORDER BY version");
    }
    bool foreign_keys_are_on()
    {
        return failing("INSERT INTO child(id, parent) VALUES(1000, 1000)").code ==
               condition::foreign_key_violation;
    }
};

} // namespace ws::turso
