#include <ws/turso/database_url.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace
{

using namespace ws::turso;

/// "https://host:port/path token", "file <path>", "memory", "memory shared", or "refused: why".
std::string seen(std::string_view url, bool strict = false)
{
    const auto parsed = parse_database_url(url, strict);
    if (!parsed)
    {
        EXPECT_EQ(parsed.error().code, errc::bad_url) << url;
        EXPECT_EQ(parsed.error().what_happened, outcome::not_executed) << url;
        return "refused: " + parsed.error().message;
    }
    if (const auto* server = std::get_if<remote_database>(&*parsed))
    {
        const std::string token(server->token.reveal());
        return server->url_of("") + (token.empty() ? "" : " " + token);
    }
    const auto& here = std::get<embedded_database>(*parsed);
    if (here.path.empty())
        return here.shared_memory ? "memory shared" : "memory";
    EXPECT_FALSE(here.shared_memory) << url;
    return "file " + here.path;
}

struct sample
{
    std::string_view url;
    std::string_view seen;
};

void expect_all(const std::vector<sample>& samples)
{
    for (const auto& s : samples)
        EXPECT_EQ(seen(s.url), s.seen) << s.url;
}

/// `why` is part of the message.
void expect_refused(std::string_view why, const std::vector<std::string_view>& urls)
{
    for (const auto url : urls)
    {
        const auto said = seen(url);
        EXPECT_TRUE(said.starts_with("refused: ")) << url << ": " << said;
        EXPECT_NE(said.find(why), std::string::npos) << url << ": " << said;
    }
}

TEST(DatabaseUrl, Scheme_DecidesTls)
{
    expect_all({
        {"libsql://h", "https://h"},
        {"turso://h", "https://h"},
        {"https://h", "https://h"},
        {"http://h", "http://h"},
        {"wss://h", "https://h"},
        {"ws://h", "http://h"},
        {"LibSQL://h", "https://h"},
        {"HTTP://h", "http://h"},
    });
}

TEST(DatabaseUrl, TlsParameter_DecidesForLibsqlAndMustAgreeWithTheOthers)
{
    expect_all({
        {"libsql://h?tls=1", "https://h"},
        {"libsql://h:8080?tls=0", "http://h:8080"},
        {"turso://h:8080/?tls=0", "http://h:8080"},
        {"https://h?tls=1", "https://h"},
        {"http://h?tls=0", "http://h"},
        {"wss://h?tls=1", "https://h"},
        {"ws://h?tls=0", "http://h"},
        {"libsql://h?%74ls=%31", "https://h"},
    });
    expect_refused("contradicts", {"https://h?tls=0", "http://h?tls=1", "wss://h?tls=0", "ws://h?tls=1"});
    expect_refused("explicit port", {"libsql://h?tls=0", "libsql://h:?tls=0", "turso://h/p?tls=0"});
    expect_refused(
        "tls is 0 or 1", {"libsql://h?tls", "libsql://h?tls=", "libsql://h?tls=yes", "http://h?tls=00"});
}

TEST(DatabaseUrl, StrictScheme_RefusesWebSockets)
{
    EXPECT_EQ(seen("libsql://h", true), "https://h");
    for (const auto* url : {"wss://h", "ws://h", "WSS://h"})
        EXPECT_NE(seen(url, true).find("over HTTP"), std::string::npos) << url;
}

TEST(DatabaseUrl, HostAndPort_AreNormalised)
{
    expect_all({
        {"http://localhost", "http://localhost"},
        {"http://Domain.NAME", "http://domain.name"},
        {"http://my_db-x.turso.io.", "http://my_db-x.turso.io."},
        {"http://1.20.255.99:99", "http://1.20.255.99:99"},
        {"http://%61", "http://a"},
        {"http://100%2e100%2e100%2e100", "http://100.100.100.100"},
        {"http://k%C5%AF%C5%88", "http://k%C5%AF%C5%88"},
        {"http://k\xC5\xAF\xC5\x88", "http://k%C5%AF%C5%88"},
        {"http://h:", "http://h"},
        {"http://h:1", "http://h:1"},
        {"http://h:65535", "http://h:65535"},
        {"http://h:0080", "http://h:80"},
        {"http://[2001:4860:4802:32::a]", "http://[2001:4860:4802:32::a]"},
        {"http://[2001:4860:4802:32::A]:99", "http://[2001:4860:4802:32::a]:99"},
        {"http://[::1]:/p", "http://[::1]/p"},
    });
    const auto parsed = parse_database_url("http://[::1]:8080").value();
    EXPECT_EQ(std::get<remote_database>(parsed).host, "::1");
}

TEST(DatabaseUrl, BadHost_IsRefused)
{
    expect_refused(
        "names no host", {"http://", "http:///path", "http://:80", "libsql:", "libsql:h", "libsql:/h"});
    expect_refused(
        "no host name", {"http://some$weird.%20!name", "http://a b", "http://a%2Fb", "http://a%40b",
                         "http://h%0A", "http://h\\x", "http://h\n", "http://a%00", "http://a]"});
    expect_refused(
        "IPv6", {"http://[", "http://[]", "http://[::1", "http://[::1]x:80", "http://[1.2.3.4]",
                 "http://[fe80::1%25eth0]", "http://[::g]"});
    expect_refused("percent escape", {"http://%", "http://%C5%C5%88", "http://a%2"});
}

TEST(DatabaseUrl, BadPort_IsRefused)
{
    expect_refused(
        "no number", {"http://h:%38%38", "http://h:80a", "http://h:-1", "http://h:80:80", "http://h: 80"});
    expect_refused("between 1 and 65535", {"http://h:0", "http://h:65536", "http://h:99999999999999999999"});
}

TEST(DatabaseUrl, UserInfo_IsRefusedAndNotQuoted)
{
    for (const auto* user : {"", "alice", "alice:secret", "alice:sec:et", "alice%3Asecret", "alice:s%65cret"})
        for (const auto* scheme : {"libsql", "https", "wss"})
        {
            const auto said = seen(std::string(scheme) + "://" + user + "@localhost:8888/path");
            EXPECT_NE(said.find("refused"), std::string::npos) << user;
            EXPECT_EQ(said.find("alice"), std::string::npos) << said;
            EXPECT_EQ(said.find("cret"), std::string::npos) << said;
        }
}

TEST(DatabaseUrl, PathPrefix_IsKeptAndJoinedWithOneSlash)
{
    expect_all({
        {"https://h/", "https://h"},
        {"https://h//", "https://h"},
        {"https://h/dev/ns1", "https://h/dev/ns1"},
        {"https://h/dev/ns1/", "https://h/dev/ns1"},
        {"wss://localhost:8888/libsql/connect", "https://localhost:8888/libsql/connect"},
        {"https://h/a%62c/%7e", "https://h/abc/~"},
        {"https://h/a b/%3F%23%25", "https://h/a%20b/%3F%23%25"},
        {"https://h/k\xC5\xAF", "https://h/k%C5%AF"},
        {"https://h/a/...", "https://h/a/..."},
    });
    for (const auto* url : {"https://h/dev/ns1", "https://h/dev/ns1/"})
        EXPECT_EQ(
            std::get<remote_database>(parse_database_url(url).value()).url_of("/v3/pipeline"),
            "https://h/dev/ns1/v3/pipeline");
    EXPECT_EQ(
        std::get<remote_database>(parse_database_url("http://h").value()).url_of("/v2/pipeline"),
        "http://h/v2/pipeline");
}

TEST(DatabaseUrl, BadPath_IsRefused)
{
    expect_refused("segment", {"http://h/..", "http://h/./a", "http://h/a/../b", "http://h/a/%2e%2E"});
    expect_refused("escaped slash", {"http://h/a%2Fb", "http://h/%2f"});
    expect_refused(
        "control character", {"http://h/a%00", "http://h/a\n", "http://h/%7F", "file:a%00b", "file:a\n"});
    expect_refused(
        "percent escape", {"http://h/%", "http://h/%4", "http://h/%zz", "file:k%C5%C5%88", "file:%c0%80"});
}

TEST(DatabaseUrl, AuthToken_IsTakenOutAndDecodedAsAFormIs)
{
    expect_all({
        {"libsql://h?authToken=abc.def", "https://h abc.def"},
        {"libsql://h/?authToken=a%2Bb%26c%3D", "https://h a+b&c="},
        {"libsql://h?authToken=a=b=c", "https://h a=b=c"},
        {"libsql://h?authToken=", "https://h"},
        {"libsql://h?authToken", "https://h"},
        {"http://h?&&authToken=x&", "http://h x"},
        {"libsql://h:1?authToken=x&tls=0", "http://h:1 x"},
        {"http://h?a%75thToken=x", "http://h x"},
        {"http://h?", "http://h"},
    });
    expect_refused(
        "authToken has a character",
        {"http://h?authToken=a+b", "http://h?authToken=a%20b", "http://h?authToken=a%0D%0AHost:x",
         "http://h?authToken=%C5%AF", "http://h?authToken=a%00"});
}

TEST(DatabaseUrl, UnknownDuplicateOrBrokenParameter_IsRefused)
{
    expect_refused(
        "unknown parameter",
        {"http://h?x", "http://h?authtoken=x", "http://h?TLS=0", "http://h?=a", "http://h?=", "http://h?a?b",
         "http://h?tls+=0", "http://h?cache=shared", "http://h?tls=0&foo=1", "file:x.db?cache=shared",
         "file:x.db?tls=1", "file:x.db?mode=memory", "file::memory:?tls=0", "file::memory:?mode=memory"});
    expect_refused(
        "twice", {"http://h?tls=0&tls=0", "http://h?authToken=a&authToken=b",
                  "file::memory:?cache=shared&cache=private"});
    expect_refused("percent escape", {"http://h?tls=%", "http://h?%C5=1", "http://h?authToken=%C5%C5%88"});
}

TEST(DatabaseUrl, Fragment_IsRefused)
{
    expect_refused(
        "fragment", {"http://h#", "http://h#a", "http://h?tls=0#a?b", "file:x.db#%61", "file:#k%C5%AF"});
}

TEST(DatabaseUrl, NoOrUnknownScheme_IsRefused)
{
    expect_refused(
        "no scheme",
        {"", "foo", "foo.bar.com", "h$$p://localhost", "h%74%74p://localhost", "://h", "//h", "/abs/path.db",
         "./x.db", "1a://h", ":memory", ":memory:?cache=shared", "?x:y", " http://h"});
    expect_refused(
        "scheme is none", {"ftp://h", "sqlite:x.db", "localhost:8080", "C:/path/x.db", "libsq://h"});
}

TEST(DatabaseUrl, File_IsRelativeOrAbsolute)
{
    expect_all({
        {"file:x.db", "file x.db"},
        {"file:relative/path.db", "file relative/path.db"},
        {"file:../up.db", "file ../up.db"},
        {"file:/absolute/path", "file /absolute/path"},
        {"file:///absolute/path", "file /absolute/path"},
        {"file://localhost/absolute/path", "file /absolute/path"},
        {"FILE://LOCALHOST/x", "file /x"},
        {"file:C:/path/to/file", "file C:/path/to/file"},
        {"file:///C:/path/to/file", "file /C:/path/to/file"},
        {"file:C:%5Cpath%5Cfile", "file C:\\path\\file"},
        {"file:k%C5%AF%C5%88", "file k\xC5\xAF\xC5\x88"},
        {"file://localhost/k%C5%AF%C5%88", "file /k\xC5\xAF\xC5\x88"},
        {"file:a%3Fb%23c%25", "file a?b#c%"},
        {"file:a b+c.db", "file a b+c.db"},
        {"file:x.db?", "file x.db"},
    });
    expect_refused(
        "another host",
        {"file://local.db", "file://local.db/x", "file://me@localhost/x", "file://localhost:1/x"});
    expect_refused(
        "names no file", {"file:", "file://", "file:///", "file://localhost", "file:dir/", "file:?"});
}

TEST(DatabaseUrl, Memory_IsPrivateUnlessShared)
{
    expect_all({
        {":memory:", "memory"},
        {"file::memory:", "memory"},
        {"file:%3amemory:", "memory"},
        {"file::memory:?", "memory"},
        {"file::memory:?cache=private", "memory"},
        {"file::memory:?cache=shared", "memory shared"},
        {"file:///:memory:", "file /:memory:"},
    });
    expect_refused("cache is shared or private", {"file::memory:?cache=", "file::memory:?cache=Shared"});
}

TEST(DatabaseUrl, AnyMistakeBesideAToken_DoesNotQuoteIt)
{
    const std::string token = "eyJhbGciOi.EdDSA";
    for (const auto* before :
         {"libsql://h?tls=2&authToken=", "libsql://h?tls=0&authToken=", "http://h:0?authToken=",
          "ftp://h?authToken=", "http://h?authToken=x&authToken=", "http://h?authtoken=", "http://h?",
          "libsql://h/%?authToken=", "file:x?authToken=", "http://a@h?authToken=", "http://h:", "",
          "http://h#", "http://h?authToken=%0A", "file://", "http://h/..?authToken="})
    {
        const auto said = seen(before + token);
        EXPECT_TRUE(said.starts_with("refused: ")) << before;
        EXPECT_EQ(said.find(token), std::string::npos) << said;
    }
}

} // namespace
