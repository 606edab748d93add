#include "turso/sqlite_codes.hpp"

#include <algorithm>
#include <array>

namespace ws::turso
{
namespace
{

struct named_code
{
    std::string_view name;
    int number;
};

constexpr int extended(int primary, int which) { return primary | which << 8; }

/// https://www.sqlite.org/rescode.html, by number. Our own list, because servers know
/// codes that the SQLite we are built with does not.
constexpr auto all_codes = std::to_array<named_code>({
    {"SQLITE_OK", 0},
    {"SQLITE_ERROR", 1},
    {"SQLITE_INTERNAL", 2},
    {"SQLITE_PERM", 3},
    {"SQLITE_ABORT", 4},
    {"SQLITE_BUSY", 5},
    {"SQLITE_LOCKED", 6},
    {"SQLITE_NOMEM", 7},
    {"SQLITE_READONLY", 8},
    {"SQLITE_INTERRUPT", 9},
    {"SQLITE_IOERR", 10},
    {"SQLITE_CORRUPT", 11},
    {"SQLITE_NOTFOUND", 12},
    {"SQLITE_FULL", 13},
    {"SQLITE_CANTOPEN", 14},
    {"SQLITE_PROTOCOL", 15},
    {"SQLITE_EMPTY", 16},
    {"SQLITE_SCHEMA", 17},
    {"SQLITE_TOOBIG", 18},
    {"SQLITE_CONSTRAINT", 19},
    {"SQLITE_MISMATCH", 20},
    {"SQLITE_MISUSE", 21},
    {"SQLITE_NOLFS", 22},
    {"SQLITE_AUTH", 23},
    {"SQLITE_FORMAT", 24},
    {"SQLITE_RANGE", 25},
    {"SQLITE_NOTADB", 26},
    {"SQLITE_NOTICE", 27},
    {"SQLITE_WARNING", 28},
    {"SQLITE_ROW", 100},
    {"SQLITE_DONE", 101},
    {"SQLITE_OK_LOAD_PERMANENTLY", extended(0, 1)},
    {"SQLITE_OK_SYMLINK", extended(0, 2)},
    {"SQLITE_ERROR_MISSING_COLLSEQ", extended(1, 1)},
    {"SQLITE_ERROR_RETRY", extended(1, 2)},
    {"SQLITE_ERROR_SNAPSHOT", extended(1, 3)},
    {"SQLITE_ERROR_RESERVESIZE", extended(1, 4)},
    {"SQLITE_ERROR_KEY", extended(1, 5)},
    {"SQLITE_ERROR_UNABLE", extended(1, 6)},
    {"SQLITE_ABORT_ROLLBACK", extended(4, 2)},
    {"SQLITE_BUSY_RECOVERY", extended(5, 1)},
    {"SQLITE_BUSY_SNAPSHOT", extended(5, 2)},
    {"SQLITE_BUSY_TIMEOUT", extended(5, 3)},
    {"SQLITE_LOCKED_SHAREDCACHE", extended(6, 1)},
    {"SQLITE_LOCKED_VTAB", extended(6, 2)},
    {"SQLITE_READONLY_RECOVERY", extended(8, 1)},
    {"SQLITE_READONLY_CANTLOCK", extended(8, 2)},
    {"SQLITE_READONLY_ROLLBACK", extended(8, 3)},
    {"SQLITE_READONLY_DBMOVED", extended(8, 4)},
    {"SQLITE_READONLY_CANTINIT", extended(8, 5)},
    {"SQLITE_READONLY_DIRECTORY", extended(8, 6)},
    {"SQLITE_IOERR_READ", extended(10, 1)},
    {"SQLITE_IOERR_SHORT_READ", extended(10, 2)},
    {"SQLITE_IOERR_WRITE", extended(10, 3)},
    {"SQLITE_IOERR_FSYNC", extended(10, 4)},
    {"SQLITE_IOERR_DIR_FSYNC", extended(10, 5)},
    {"SQLITE_IOERR_TRUNCATE", extended(10, 6)},
    {"SQLITE_IOERR_FSTAT", extended(10, 7)},
    {"SQLITE_IOERR_UNLOCK", extended(10, 8)},
    {"SQLITE_IOERR_RDLOCK", extended(10, 9)},
    {"SQLITE_IOERR_DELETE", extended(10, 10)},
    {"SQLITE_IOERR_BLOCKED", extended(10, 11)},
    {"SQLITE_IOERR_NOMEM", extended(10, 12)},
    {"SQLITE_IOERR_ACCESS", extended(10, 13)},
    {"SQLITE_IOERR_CHECKRESERVEDLOCK", extended(10, 14)},
    {"SQLITE_IOERR_LOCK", extended(10, 15)},
    {"SQLITE_IOERR_CLOSE", extended(10, 16)},
    {"SQLITE_IOERR_DIR_CLOSE", extended(10, 17)},
    {"SQLITE_IOERR_SHMOPEN", extended(10, 18)},
    {"SQLITE_IOERR_SHMSIZE", extended(10, 19)},
    {"SQLITE_IOERR_SHMLOCK", extended(10, 20)},
    {"SQLITE_IOERR_SHMMAP", extended(10, 21)},
    {"SQLITE_IOERR_SEEK", extended(10, 22)},
    {"SQLITE_IOERR_DELETE_NOENT", extended(10, 23)},
    {"SQLITE_IOERR_MMAP", extended(10, 24)},
    {"SQLITE_IOERR_GETTEMPPATH", extended(10, 25)},
    {"SQLITE_IOERR_CONVPATH", extended(10, 26)},
    {"SQLITE_IOERR_VNODE", extended(10, 27)},
    {"SQLITE_IOERR_AUTH", extended(10, 28)},
    {"SQLITE_IOERR_BEGIN_ATOMIC", extended(10, 29)},
    {"SQLITE_IOERR_COMMIT_ATOMIC", extended(10, 30)},
    {"SQLITE_IOERR_ROLLBACK_ATOMIC", extended(10, 31)},
    {"SQLITE_IOERR_DATA", extended(10, 32)},
    {"SQLITE_IOERR_CORRUPTFS", extended(10, 33)},
    {"SQLITE_IOERR_IN_PAGE", extended(10, 34)},
    {"SQLITE_IOERR_BADKEY", extended(10, 35)},
    {"SQLITE_IOERR_CODEC", extended(10, 36)},
    {"SQLITE_CORRUPT_VTAB", extended(11, 1)},
    {"SQLITE_CORRUPT_SEQUENCE", extended(11, 2)},
    {"SQLITE_CORRUPT_INDEX", extended(11, 3)},
    {"SQLITE_CANTOPEN_NOTEMPDIR", extended(14, 1)},
    {"SQLITE_CANTOPEN_ISDIR", extended(14, 2)},
    {"SQLITE_CANTOPEN_FULLPATH", extended(14, 3)},
    {"SQLITE_CANTOPEN_CONVPATH", extended(14, 4)},
    {"SQLITE_CANTOPEN_DIRTYWAL", extended(14, 5)},
    {"SQLITE_CANTOPEN_SYMLINK", extended(14, 6)},
    {"SQLITE_CONSTRAINT_CHECK", extended(19, 1)},
    {"SQLITE_CONSTRAINT_COMMITHOOK", extended(19, 2)},
    {"SQLITE_CONSTRAINT_FOREIGNKEY", extended(19, 3)},
    {"SQLITE_CONSTRAINT_FUNCTION", extended(19, 4)},
    {"SQLITE_CONSTRAINT_NOTNULL", extended(19, 5)},
    {"SQLITE_CONSTRAINT_PRIMARYKEY", extended(19, 6)},
    {"SQLITE_CONSTRAINT_TRIGGER", extended(19, 7)},
    {"SQLITE_CONSTRAINT_UNIQUE", extended(19, 8)},
    {"SQLITE_CONSTRAINT_VTAB", extended(19, 9)},
    {"SQLITE_CONSTRAINT_ROWID", extended(19, 10)},
    {"SQLITE_CONSTRAINT_PINNED", extended(19, 11)},
    {"SQLITE_CONSTRAINT_DATATYPE", extended(19, 12)},
    {"SQLITE_AUTH_USER", extended(23, 1)},
    {"SQLITE_NOTICE_RECOVER_WAL", extended(27, 1)},
    {"SQLITE_NOTICE_RECOVER_ROLLBACK", extended(27, 2)},
    {"SQLITE_NOTICE_RBU", extended(27, 3)},
    {"SQLITE_WARNING_AUTOINDEX", extended(28, 1)},
});

} // namespace

std::optional<int> sqlite_code_of(std::string_view name) noexcept
{
    if (name == "SQLITE_UNKNOWN")
        return 1;
    const auto found = std::ranges::find(all_codes, name, &named_code::name);
    return found == all_codes.end() ? std::nullopt : std::optional(found->number);
}

std::string_view sqlite_name_of(int code) noexcept
{
    const auto found = std::ranges::find(all_codes, code, &named_code::number);
    return found == all_codes.end() ? "SQLITE_UNKNOWN" : found->name;
}

} // namespace ws::turso
