#include <ws/auth/session_cookie.hpp>

#include <gmock/gmock.h>

namespace ws::auth
{
namespace
{

using testing::ElementsAre;

// The suffixes are what getCookieSuffix() of Clerk's SDK gives for these keys.
TEST(SessionCookie, PublishableKey_GivesTheNameWithItsSuffixFirst)
{
    EXPECT_THAT(
        session_cookie_names("pk_test_Y2xlcmsuZXhhbXBsZS50ZXN0JA"),
        ElementsAre("__session_6tQWJVae", "__session"));
    EXPECT_THAT(
        session_cookie_names("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k"),
        ElementsAre("__session_naoXFJnI", "__session"));
}

TEST(SessionCookie, NoPublishableKey_GivesThePlainNameAlone)
{
    EXPECT_THAT(session_cookie_names(""), ElementsAre("__session"));
}

} // namespace
} // namespace ws::auth
