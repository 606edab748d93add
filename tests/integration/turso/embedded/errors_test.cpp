#include "fixture.hpp"

#include <fstream>

namespace
{

using namespace ws::turso;
using namespace ws::turso::test;

class EmbeddedErrors : public embedded_test
{
protected:
    EmbeddedErrors()
    {
        query(
            db_, "CREATE TABLE p(id INTEGER PRIMARY KEY, mail TEXT UNIQUE, n INT NOT NULL DEFAULT 0 CHECK(n "
                 ">= 0))");
        query(db_, "CREATE TABLE c(p REFERENCES p)");
        query(db_, "INSERT INTO p(id, mail) VALUES(1, 'a')");
    }

    backend& db_ = open_file();
};

TEST_F(EmbeddedErrors, Constraints_AreTheConditionsOfAServer)
{
    struct expected
    {
        std::string_view text;
        condition what;
        int code;
    };
    const expected all[] = {
        {"INSERT INTO p(mail) VALUES('a')", condition::unique_violation, 2067},
        // A server's words for a primary key are those for UNIQUE.
        {"INSERT INTO p(id) VALUES(1)", condition::unique_violation, 2067},
        {"INSERT INTO c VALUES(99)", condition::foreign_key_violation, 787},
        {"INSERT INTO p(n) VALUES(NULL)", condition::not_null_violation, 1299},
        {"INSERT INTO p(n) VALUES(-1)", condition::check_violation, 275},
    };
    for (const auto& e : all)
    {
        const auto why = failure_of(db_, e.text);
        EXPECT_TRUE(why.code == e.what) << e.text;
        EXPECT_TRUE(why.code == condition::constraint_violation) << e.text;
        EXPECT_EQ(why.code.value(), e.code) << e.text;
        EXPECT_EQ(why.server_code, "SQLITE_CONSTRAINT") << e.text;
        EXPECT_EQ(why.what_happened, outcome::executed) << e.text;
    }
}

TEST_F(EmbeddedErrors, Mistakes_HaveTheServersCodes)
{
    EXPECT_EQ(failure_of(db_, "SELECT * FROM missing").server_code, "SQLITE_UNKNOWN");
    EXPECT_EQ(failure_of(db_, "SELECT missing FROM p").server_code, "SQL_INPUT_ERROR");
    EXPECT_EQ(failure_of(db_, "SELEC 1").server_code, "SQL_PARSE_ERROR");
    EXPECT_EQ(failure_of(db_, "SELECT (1").server_code, "SQL_PARSE_ERROR");
    EXPECT_EQ(failure_of(db_, "SELECT 'open").server_code, "SQL_PARSE_ERROR");
    EXPECT_EQ(failure_of(db_, "COMMIT").server_code, "SQLITE_UNKNOWN");
    for (const auto* text : {"SELECT * FROM missing", "SELECT missing FROM p", "SELEC 1", "COMMIT"})
        EXPECT_EQ(failure_of(db_, text).code, (boost::system::error_code(1, sqlite_category()))) << text;
}

TEST_F(EmbeddedErrors, DoubleQuotes_NeverMakeAString)
{
    EXPECT_EQ(failure_of(db_, "SELECT \"no column\" FROM p").code.value(), 1);
    EXPECT_EQ(number(db_, "SELECT \"id\" FROM p"), 1);
}

TEST_F(EmbeddedErrors, FailedStatement_LeavesNothingOpen)
{
    failure_of(db_, "INSERT INTO p(id) VALUES(2), (1)");
    EXPECT_EQ(number(db_, "SELECT count(*) FROM p"), 1);
    program p;
    p.add(sql("BEGIN"));
    p.add(sql("INSERT INTO p(id) VALUES(3)"));
    p.add(sql("INSERT INTO p(id) VALUES(3)"));
    p.add(sql("COMMIT"));
    const auto told = run(db_, work_of(std::move(p)));
    const auto& steps = std::get<program_result>(told.value().what);
    EXPECT_FALSE(steps.ok(2));
    EXPECT_TRUE(steps.ok(3)) << "a failed statement does not hold the commit up";
    EXPECT_EQ(number(db_, "SELECT count(*) FROM p"), 2);
}

TEST_F(EmbeddedErrors, MissingFolder_IsNamedAndTriedAgain)
{
    const auto path = file("later/test.db");
    auto& db = open({path, false});
    const auto told = run(db, work_of(sql("SELECT 1")));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code.value(), 14);
    EXPECT_EQ(told.error().what_happened, outcome::not_executed);
    EXPECT_NE(told.error().message.find(path), std::string::npos) << told.error().message;
    EXPECT_NE(told.error().message.find("directory"), std::string::npos) << told.error().message;
    std::filesystem::create_directory(file("later"));
    EXPECT_EQ(number(db, "SELECT 1"), 1);
}

TEST_F(EmbeddedErrors, FolderInPlaceOfTheFile_IsTold)
{
    std::filesystem::create_directory(file("folder"));
    const auto told = run(open({file("folder"), false}), work_of(sql("SELECT 1")));
    ASSERT_FALSE(told);
    EXPECT_NE(told.error().message.find("it is a directory"), std::string::npos) << told.error().message;
}

TEST_F(EmbeddedErrors, FileThatIsNoDatabase_IsTold)
{
    std::ofstream(file("notes.txt")) << std::string(4096, 'x');
    const auto told = run(open({file("notes.txt"), false}), work_of(sql("SELECT 1")));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code.value(), 26);
    EXPECT_NE(told.error().message.find("notes.txt"), std::string::npos) << told.error().message;
}

TEST_F(EmbeddedErrors, WriteInAReadingSession_IsRefused)
{
    for (auto* db : {&db_, &open({"", false})})
    {
        query(*db, "CREATE TABLE IF NOT EXISTS w(x)");
        auto reading = db->open_session(false);
        const auto told = run(reading->run(work_of(sql("INSERT INTO w VALUES(1)")), true));
        const auto* why = std::get<program_result>(told.value().what).failure_of(0);
        ASSERT_TRUE(why);
        EXPECT_EQ(why->code.value(), 8);
        query(*db, "INSERT INTO w VALUES(1)");
    }
}

} // namespace
