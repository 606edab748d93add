#include "fixture.hpp"
#include "turso/sqlite_execute.hpp"

#include <sqlite3.h>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

/// SQL: stop_now() raises the flag of the statement that calls it.
void stop_now(sqlite3_context* context, int, sqlite3_value**)
{
    static_cast<std::optional<stop_flag>*>(sqlite3_user_data(context))->value().raise(errc::cancelled);
    sqlite3_result_int(context, 1);
}

TEST(EmbeddedInterrupt, StatementStoppedAnywhere_IsStoredWhenItSucceededAndOnlyThen)
{
    std::optional<stop_flag> stop(std::in_place);
    connection_settings settings;
    settings.path = "file:/embedded-interrupt?vfs=memdb";
    settings.in_memory = true;
    auto db = sqlite_connection::open(settings, *stop).value();
    sqlite3_create_function(db->handle(), "stop_now", 0, SQLITE_UTF8, &stop, stop_now, nullptr, nullptr);
    std::size_t bytes = 1 << 20;
    ASSERT_TRUE(execute(*db, sql("CREATE TABLE t(x)"), bytes));

    // SQLite counts the instructions of a cached statement, so that its looks at the flag
    // fall on another place in it each time; some fall behind the commit.
    std::int64_t succeeded = 0;
    for (int i = 0; i < 1'000; ++i)
    {
        stop.emplace();
        db->obey(&*stop);
        db->forget_commits();
        const bool well = execute(*db, sql("INSERT INTO t VALUES(stop_now())"), bytes).has_value();
        EXPECT_EQ(db->committed(), well);
        succeeded += well ? 1 : 0;
    }
    db->obey(nullptr);
    const auto stored = execute(*db, sql("SELECT count(*) FROM t"), bytes);
    EXPECT_EQ(stored.value().at(0, 0).as_integer(), succeeded);
}

} // namespace
