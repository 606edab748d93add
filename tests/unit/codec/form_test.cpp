#include <ws/codec/form.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{

using namespace ws::codec;
using pairs = std::vector<name_and_value>;

TEST(PercentDecode, EscapesAndOtherBytes_AreDecoded)
{
    EXPECT_EQ(percent_decode("a%20b%2Fc%2f+"), "a b/c/+");
    EXPECT_EQ(percent_decode("%E2%82%ac"), "\xE2\x82\xAC");
    EXPECT_EQ(percent_decode(""), "");
    EXPECT_EQ(percent_decode("%00"), std::string(1, '\0'));
}

TEST(PercentDecode, BrokenEscapesAndWhatIsNoUtf8_AreRefused)
{
    for (const char* text : {"%", "%2", "%2g", "a%", "%%20", "% 20", "%FF", "\xFF", "%C3", "%+1", "%-1"})
        EXPECT_FALSE(percent_decode(text)) << text;
}

TEST(FormDecode, Parameters_KeepTheirOrderAndTheirRepeats)
{
    EXPECT_EQ(form_decode("b=1&a=2&b=3"), (pairs{{"b", "1"}, {"a", "2"}, {"b", "3"}}));
    EXPECT_EQ(form_decode("a=b=c&d&=e&&"), (pairs{{"a", "b=c"}, {"d", ""}, {"", "e"}}));
    EXPECT_EQ(form_decode("q=a+b%2B&%61=1"), (pairs{{"q", "a b+"}, {"a", "1"}}));
    EXPECT_EQ(form_decode(""), pairs{});
}

TEST(FormDecode, OneBrokenParameter_RefusesThemAll)
{
    EXPECT_FALSE(form_decode("a=1&b=%4"));
    EXPECT_FALSE(form_decode("%4=1"));
}

} // namespace
