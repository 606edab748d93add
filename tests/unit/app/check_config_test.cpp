#include "unit/app/console.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(CheckConfig, FileWithSixMistakes_ListsSixProblemsWithTheirMend)
{
    imagineo::console c{};
    EXPECT_EQ(imagineo::check_config(c.around(), WS_TEST_DATA "/config/six-mistakes.env"), 1);
    const std::string list = c.err.str();
    EXPECT_THAT(list, HasSubstr("6 problems"));
    EXPECT_THAT(
        list,
        AllOf(
            HasSubstr("1. line 6:"), HasSubstr("2. PORT:"), HasSubstr("3. FRONTEND_URL:"),
            HasSubstr("4. CLERK_SECRET_KEY:"), HasSubstr("5. DATABASE_URL:"), HasSubstr("6. CHANNELS:")));
    EXPECT_THAT(list, Not(HasSubstr("7.")));
    EXPECT_THAT(list, HasSubstr("To do: write a whole number from 1 to 65535."));
    EXPECT_THAT(list, Not(HasSubstr("a-secret-behind")));
    EXPECT_THAT(c.out.str(), IsEmpty());
}

TEST(CheckConfig, CompleteFile_ShowsWhatHoldsWithoutSecrets)
{
    // The environment must not count: it alone would be a problem.
    imagineo::console c{{"PORT", "nonsense"}};
    EXPECT_EQ(imagineo::check_config(c.around(), WS_TEST_DATA "/config/production.env"), 0) << c.err.str();
    const std::string shown = c.out.str();
    EXPECT_THAT(
        shown, AllOf(
                   HasSubstr("https://app.example.com"), HasSubstr("libsql://db.example.com"),
                   HasSubstr("webhook…"), HasSubstr("user:"), HasSubstr("Warnings:")));
    for (const char* hidden : {"webhook-secret", "token-secret", "sk_live_FAKE", "not-a-real"})
        EXPECT_THAT(shown, Not(HasSubstr(hidden)));
}

TEST(CheckConfig, Environment_IsCheckedWithoutAFile)
{
    imagineo::console c{{"NODE_ENV", "test"}, {"PORT", "x"}};
    EXPECT_EQ(imagineo::check_config(c.around(), ""), 1);
    EXPECT_THAT(c.err.str(), AllOf(HasSubstr("1 problem in"), HasSubstr("1. PORT:")));
}

TEST(CheckConfig, FileThatCannotBeRead_IsNamed)
{
    imagineo::console c{};
    EXPECT_EQ(imagineo::check_config(c.around(), WS_TEST_DATA "/config/nowhere.env"), 1);
    EXPECT_THAT(c.err.str(), HasSubstr("nowhere.env"));
    imagineo::console directory{};
    EXPECT_EQ(imagineo::check_config(directory.around(), WS_TEST_DATA "/config"), 1);
    EXPECT_THAT(directory.err.str(), HasSubstr("cannot read"));
}
