#pragma once

#include <ws/turso/error.hpp>

#include <optional>
#include <string>
#include <string_view>

/// SQLite's result codes by name and number, and the many ways in which servers
/// spell the same error.
namespace ws::turso
{

/// "SQLITE_CONSTRAINT_UNIQUE" -> 2067; primary and extended names. SQLITE_UNKNOWN, which
/// servers say for a plain SQLITE_ERROR, is 1.
std::optional<int> sqlite_code_of(std::string_view name) noexcept;
/// "SQLITE_CONSTRAINT_UNIQUE"; of a number nobody knows, "SQLITE_UNKNOWN".
std::string_view sqlite_name_of(int code) noexcept;

/// An error of one statement as a server told it, normalised: the most exact code that
/// can be had from `extended_code`, `code` and SQLite's fixed message heads ("UNIQUE
/// constraint failed: "), the message without the server's own prefixes.
/// `code` and `extended_code` may be "". The outcome is `executed`, but `unknown` where a
/// replica lost its primary (PROXY_ERROR).
error statement_error(std::string_view message, std::string_view code, std::string_view extended_code);

/// A server's own parser refused the text: it is no SQL, or not exactly one statement.
bool cannot_be_read(const error& of_statement) noexcept;

} // namespace ws::turso
