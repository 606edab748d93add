#pragma once

#include <ws/turso/migration.hpp>

#include <iosfwd>
#include <string>
#include <string_view>

namespace imagineo
{

/// A line for each migration: name, kind, and how it stands. `pending_word` is what
/// stands beside those that are not applied.
void print_migrations(
    std::ostream& out, const ws::turso::migration_report& report, std::string_view pending_word);

/// "1 migration", "no migrations"
std::string migrations_in_words(std::size_t count);

/// Why it failed, and which setting to look at if it may be one of them.
std::string migration_failure(const ws::turso::error& why);

} // namespace imagineo
