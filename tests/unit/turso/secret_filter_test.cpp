#include "turso/secret_filter.hpp"

#include <gtest/gtest.h>

using namespace ws;
using namespace ws::turso;

namespace
{

std::string after_hiding(std::string text)
{
    const std::vector<secret> secrets{secret(), secret("token-of-the-test"), secret("key")};
    error e;
    e.message = std::move(text);
    e.server_code = e.message;
    result<pipeline_answer> told = e;
    hide_secrets(told, secrets);
    EXPECT_EQ(told.error().message, told.error().server_code);
    return told.error().message;
}

} // namespace

TEST(SecretFilter, Secrets_AreTakenOutWhereverTheyAre)
{
    EXPECT_EQ(after_hiding("nothing of ours"), "nothing of ours");
    EXPECT_EQ(after_hiding("token-of-the-test"), "***");
    EXPECT_EQ(after_hiding("a token-of-the-testtoken-of-the-test, key: keykey."), "a ******, ***: ******.");
    EXPECT_EQ(after_hiding(""), "");
}

TEST(SecretFilter, CutAtTheEnd_IsTakenOutToo)
{
    EXPECT_EQ(after_hiding("you sent token-of-the-tes"), "you sent ***");
    EXPECT_EQ(after_hiding("you sent token-of"), "you sent ***");
    EXPECT_EQ(after_hiding("you sent token-"), "you sent token-");
}

TEST(SecretFilter, ErrorsInsideAnAnswer_AreFilteredEach)
{
    error e;
    e.message = "bad token-of-the-test";
    pipeline_answer a;
    a.content.what = program_result(std::vector<step_outcome>{skipped(), e});
    a.whole_error = a.side_error = e;
    result<pipeline_answer> told = a;
    hide_secrets(told, {secret("token-of-the-test")});
    EXPECT_EQ(std::get<program_result>(told->content.what).failure_of(1)->message, "bad ***");
    EXPECT_EQ(told->whole_error->message, "bad ***");
    EXPECT_EQ(told->side_error->message, "bad ***");
}
