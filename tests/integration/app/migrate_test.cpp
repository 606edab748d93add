#include "support/temporary_folder.hpp"
#include "unit/app/console.hpp"

#include <ws/turso/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <imagineo/migrations.hpp>

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace
{

struct ran
{
    int code;
    std::string out;
    std::string err;
};

/// The subcommand, on a database file that is not there yet.
class MigrateCommand : public testing::Test
{
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "app.db"; }
    [[nodiscard]] std::string url() const { return "file:" + file().string(); }

    ran command(std::string action, bool dry_run = false) const
    {
        imagineo::console c{{"DATABASE_URL", url()}};
        const int code = imagineo::migrate(c.around(), {std::move(action), dry_run});
        return {code, c.out.str(), c.err.str()};
    }

    void change(std::string_view statement) const
    {
        boost::asio::io_context io;
        ws::turso::options how;
        how.url = url();
        auto db = ws::turso::client::open(io.get_executor(), how).value();
        auto answer = db.execute(ws::turso::sql(statement), {}, boost::asio::use_future);
        io.run();
        answer.get().value();
    }

private:
    ws::test::temporary_folder folder_;
};

} // namespace

TEST_F(MigrateCommand, Up_AppliesAllAndSaysSo)
{
    const auto first = command("up");
    EXPECT_EQ(first.code, imagineo::migrate_fine) << first.err;
    EXPECT_THAT(first.out, ContainsRegex("0001_journal +expand +applied now\n"));
    EXPECT_THAT(first.out, HasSubstr("Applied "));
    const auto again = command("up");
    EXPECT_EQ(again.code, imagineo::migrate_fine);
    EXPECT_THAT(again.out, ContainsRegex("0001_journal +expand +applied [0-9]"));
    EXPECT_THAT(again.out, HasSubstr("Applied no migrations.\n"));
    change("INSERT INTO ws_channel VALUES('a', 'e', 0)");
    change("INSERT INTO ws_log(channel, off, data, req, at) VALUES('a', 1, x'', 'r', 0)");
    change("INSERT INTO ws_seen(scope, key, body, req, until) VALUES('a', 'k', 'h', 'r', 0)");
}

TEST_F(MigrateCommand, Check_TellsPendingByItsCode)
{
    const auto before = command("check");
    EXPECT_EQ(before.code, imagineo::migrate_pending);
    EXPECT_THAT(before.out, ContainsRegex("0001_journal +expand +pending\n"));
    command("up");
    EXPECT_EQ(command("check").code, imagineo::migrate_fine);
}

TEST_F(MigrateCommand, Looking_CreatesNoFile)
{
    EXPECT_EQ(command("status").code, imagineo::migrate_fine);
    const auto dry = command("up", true);
    EXPECT_EQ(dry.code, imagineo::migrate_fine);
    EXPECT_THAT(dry.out, ContainsRegex("0001_journal +expand +would be applied\n"));
    EXPECT_EQ(command("", true).out, dry.out);
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(MigrateCommand, Edited_FailsButStatusShowsIt)
{
    command("up");
    change("UPDATE schema_migrations SET checksum = 'x' WHERE version = 1");
    for (const auto* action : {"up", "check"})
    {
        const auto refused = command(action);
        EXPECT_EQ(refused.code, imagineo::migrate_failed) << action;
        EXPECT_THAT(refused.err, HasSubstr("0001_journal was applied with another text")) << action;
    }
    EXPECT_EQ(command("up", true).code, imagineo::migrate_failed);
    const auto status = command("status");
    EXPECT_EQ(status.code, imagineo::migrate_fine);
    EXPECT_THAT(status.out, HasSubstr("edited since"));
}

TEST_F(MigrateCommand, NewerDatabase_IsFineAfterExpandOnly)
{
    command("up");
    change("INSERT INTO schema_migrations SELECT max(version) + 1, 'later', 'x', 'expand', 'now' FROM "
           "schema_migrations");
    const auto rolled_back = command("up");
    EXPECT_EQ(rolled_back.code, imagineo::migrate_fine) << rolled_back.err;
    EXPECT_THAT(rolled_back.out, HasSubstr("not known to this program"));
    EXPECT_EQ(command("check").code, imagineo::migrate_fine);
    change("UPDATE schema_migrations SET kind = 'contract' WHERE name = 'later'");
    const auto refused = command("up");
    EXPECT_EQ(refused.code, imagineo::migrate_failed);
    EXPECT_THAT(refused.err, HasSubstr("_later (contract)"));
}

TEST(MigrateCommandWithoutServer, UnreachableDatabase_NamesTheVariableAndNoToken)
{
    imagineo::console c{
        {"NODE_ENV", "development"},
        {"DATABASE_URL", "http://127.0.0.1:9"}, // discard: nobody listens there
        {"DATABASE_AUTH_TOKEN", "a-secret-token"}};
    EXPECT_EQ(imagineo::migrate(c.around(), {"up", false}), imagineo::migrate_failed);
    EXPECT_THAT(c.err.str(), HasSubstr("check DATABASE_URL"));
    EXPECT_THAT(c.err.str(), Not(HasSubstr("a-secret-token")));
    EXPECT_THAT(c.out.str(), IsEmpty());
}
