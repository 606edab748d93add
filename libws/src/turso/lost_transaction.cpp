#include "turso/lost_transaction.hpp"

#include <string>

namespace ws::turso
{

error lost_transaction()
{
    error e;
    e.code = errc::tx_lost;
    e.what_happened = outcome::not_executed;
    e.message = "the transaction ended before its COMMIT: nothing of it is stored";
    return e;
}

bool ended_unguarded(const error& of_commit)
{
    // Where there is a guard, COMMIT is skipped instead. SQLite's own words are all that is left.
    return of_commit.message.find("no transaction is active") != std::string::npos;
}

error lost_unguarded()
{
    error e;
    e.code = errc::tx_lost;
    e.what_happened = outcome::unknown;
    e.message = "the transaction ended before its COMMIT, and this server cannot keep statements behind its "
                "end from being stored: look before you repeat them";
    return e;
}

} // namespace ws::turso
