#include <ws/base/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace
{

using ws::errc;

TEST(Error, EveryCode_HasItsOwnMessage)
{
    std::set<std::string> messages;
    for (int value = static_cast<int>(errc::malformed_input); value <= static_cast<int>(errc::unavailable);
         ++value)
        messages.insert(ws::error_code(value, ws::libws_category()).message());
    EXPECT_EQ(messages.size(), 9U);
    EXPECT_EQ(messages.count("unknown libws error"), 0U);
}

TEST(Error, UnknownValue_IsSaidToBeUnknown)
{
    EXPECT_EQ(ws::error_code(12345, ws::libws_category()).message(), "unknown libws error");
}

TEST(Error, CodeOfOurs_ComparesWithItsEnumerator)
{
    const ws::error_code ec = errc::expired;
    EXPECT_EQ(ec, errc::expired);
    EXPECT_NE(ec, errc::closed);
    EXPECT_TRUE(ec.failed());
    EXPECT_STREQ(ec.category().name(), "libws");
}

TEST(Error, Result_TakesAnEnumerator)
{
    const ws::result<int> failed = errc::not_found;
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error(), errc::not_found);
}

} // namespace
