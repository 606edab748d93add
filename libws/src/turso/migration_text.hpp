#pragma once

#include "turso/sql_split.hpp"

#include <ws/turso/migration.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a migration's text says, without a database.
namespace ws::turso
{

/// SHA-256 of the text, in hexadecimal. Line ends do not count: a checkout may change them.
std::string checksum_of(const migration& m);

/// What is wrong with a program's own list, or with a text in it; "" when nothing is.
std::string mistake_in(std::span<const migration> list);

/// "0003_add_users", as its file is called.
std::string label_of(std::uint32_t version, std::string_view name);

} // namespace ws::turso
