#include <ws/auth/client_address.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace
{

using namespace ws::auth;

constexpr const char* proxy = "10.0.0.7";

proxy_trust trusting(std::initializer_list<const char*> networks, std::string header = "")
{
    proxy_trust trust;
    std::string why;
    for (const char* text : networks)
        trust.proxies.push_back(parse_network(text, why).value());
    trust.address_header = std::move(header);
    return trust;
}

ws::net::http_request request(std::string peer, std::initializer_list<ws::net::http_header> headers = {})
{
    ws::net::http_request r;
    r.peer_address = std::move(peer);
    r.headers = headers;
    return r;
}

/// The address found behind a trusted proxy with this X-Forwarded-For.
std::string behind_proxy(std::string forwarded_for)
{
    return address_of(
               request(proxy, {{"X-Forwarded-For", std::move(forwarded_for)}}),
               trusting({"10.0.0.0/8", "fd00::/8"}))
        .text;
}

TEST(ClientAddress, PeerThatIsNotTrusted_SpeaksForItself)
{
    const auto found = address_of(
        request("203.0.113.9", {{"X-Forwarded-For", "192.0.2.1"}, {"X-Real-IP", "192.0.2.1"}}),
        trusting({"10.0.0.0/8"}, "X-Real-IP"));
    EXPECT_EQ(found.text, "203.0.113.9");
    EXPECT_EQ(found.limit_key, "203.0.113.9");
}

TEST(ClientAddress, TrustedPeerWithoutHeaders_IsTheClient)
{
    const auto found = address_of(request(proxy), trusting({"10.0.0.0/8"}));
    EXPECT_EQ(found.text, proxy);
    EXPECT_TRUE(found.can_be_limited());
}

TEST(ClientAddress, ForwardedFor_IsWalkedFromTheRight)
{
    EXPECT_EQ(behind_proxy("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(behind_proxy("6.6.6.6, 192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(behind_proxy("6.6.6.6, 192.0.2.1, 10.9.9.9,10.8.8.8"), "192.0.2.1");
    EXPECT_EQ(behind_proxy("192.0.2.1, fd00::1"), "192.0.2.1");
    EXPECT_EQ(behind_proxy("192.0.2.1:4711"), "192.0.2.1");
}

TEST(ClientAddress, OnlyTrustedHops_GiveTheLeftMost)
{
    EXPECT_EQ(behind_proxy("10.1.1.1, 10.2.2.2"), "10.1.1.1");
}

TEST(ClientAddress, Garbage_StopsTheWalkAtTheLastGoodHop)
{
    EXPECT_EQ(behind_proxy("192.0.2.1, unknown"), proxy);
    EXPECT_EQ(behind_proxy("192.0.2.1, unknown, 10.2.2.2"), "10.2.2.2");
    EXPECT_EQ(behind_proxy("192.0.2.1, , 10.2.2.2"), "10.2.2.2");
    EXPECT_EQ(behind_proxy("192.0.2.1,"), proxy);
    EXPECT_EQ(behind_proxy(""), proxy);
    EXPECT_EQ(behind_proxy("evil, 192.0.2.1"), "192.0.2.1") << "what is left of the client does not matter";
}

TEST(ClientAddress, SeveralHeaderLines_AreOneList)
{
    const auto found = address_of(
        request(
            proxy,
            {{"X-Forwarded-For", "6.6.6.6, 192.0.2.1"}, {"Accept", "*/*"}, {"x-forwarded-for", "10.2.2.2"}}),
        trusting({"10.0.0.0/8"}));
    EXPECT_EQ(found.text, "192.0.2.1");
}

TEST(ClientAddress, NamedHeader_WinsOverForwardedFor)
{
    const auto trust = trusting({"10.0.0.0/8"}, "do-connecting-ip");
    EXPECT_EQ(
        address_of(request(proxy, {{"DO-Connecting-IP", "192.0.2.1"}, {"X-Forwarded-For", "6.6.6.6"}}), trust)
            .text,
        "192.0.2.1");
}

TEST(ClientAddress, NamedHeaderThatSaysNothing_LeavesItToForwardedFor)
{
    const auto trust = trusting({"10.0.0.0/8"}, "X-Real-IP");
    for (const auto& headers : std::initializer_list<std::initializer_list<ws::net::http_header>>{
             {{"X-Forwarded-For", "192.0.2.1"}},
             {{"X-Real-IP", "garbage"}, {"X-Forwarded-For", "192.0.2.1"}},
             {{"X-Real-IP", "6.6.6.6, 7.7.7.7"}, {"X-Forwarded-For", "192.0.2.1"}},
             {{"X-Real-IP", "6.6.6.6"}, {"X-Real-IP", "7.7.7.7"}, {"X-Forwarded-For", "192.0.2.1"}}})
        EXPECT_EQ(address_of(request(proxy, headers), trust).text, "192.0.2.1");
}

TEST(ClientAddress, HeaderThatIsNotNamed_IsIgnored)
{
    EXPECT_EQ(
        address_of(
            request(proxy, {{"CF-Connecting-IP", "6.6.6.6"}, {"Forwarded", "for=6.6.6.6"}}),
            trusting({"10.0.0.0/8"}))
            .text,
        proxy);
}

TEST(ClientAddress, MappedPeer_IsIPv4)
{
    EXPECT_EQ(address_of(request("::ffff:203.0.113.9"), {}).text, "203.0.113.9");
    EXPECT_EQ(
        address_of(
            request("::ffff:10.0.0.7", {{"X-Forwarded-For", "::ffff:192.0.2.1"}}), trusting({"10.0.0.0/8"}))
            .limit_key,
        "192.0.2.1");
}

TEST(ClientAddress, IPv6_IsLimitedByItsSlash64)
{
    const auto a = address_of(request("2001:db8:1:2:3:4:5:6"), {});
    const auto b = address_of(request("2001:db8:1:2::1"), {});
    const auto c = address_of(request("2001:db8:1:3::1"), {});
    EXPECT_EQ(a.text, "2001:db8:1:2:3:4:5:6");
    EXPECT_EQ(a.limit_key, "2001:db8:1:2::/64");
    EXPECT_EQ(b.limit_key, a.limit_key);
    EXPECT_NE(c.limit_key, a.limit_key);
}

TEST(ClientAddress, PrivatePeerThatNobodyTrusts_IsNotLimited)
{
    for (const char* peer : {"10.0.0.7", "127.0.0.1", "::1", "fd00::1", "192.168.0.1", "fe80::1%2"})
        EXPECT_FALSE(address_of(request(peer, {{"X-Forwarded-For", "192.0.2.1"}}), {}).can_be_limited())
            << peer;
    EXPECT_TRUE(address_of(request("127.0.0.1"), trusting({"127.0.0.0/8"})).can_be_limited());
}

forwarded_scheme scheme(std::string peer, std::initializer_list<ws::net::http_header> headers)
{
    return scheme_of(request(std::move(peer), headers), trusting({"10.0.0.0/8"}));
}

TEST(ForwardedScheme, TrustedProxy_IsBelieved)
{
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "https"}}), forwarded_scheme::https);
    EXPECT_EQ(scheme(proxy, {{"x-forwarded-proto", "WSS"}}), forwarded_scheme::https);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "http"}}), forwarded_scheme::http);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "ws"}}), forwarded_scheme::http);
}

TEST(ForwardedScheme, OnePlainHop_IsPlain)
{
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "https, http"}}), forwarded_scheme::http);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "http,https"}}), forwarded_scheme::http);
    EXPECT_EQ(
        scheme(proxy, {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}),
        forwarded_scheme::http);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "https,https"}}), forwarded_scheme::https);
}

TEST(ForwardedScheme, OtherPeersAndOtherValues_SayNothing)
{
    EXPECT_EQ(scheme("203.0.113.9", {{"X-Forwarded-Proto", "http"}}), forwarded_scheme::unknown);
    EXPECT_EQ(scheme(proxy, {}), forwarded_scheme::unknown);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", ""}}), forwarded_scheme::unknown);
    EXPECT_EQ(scheme(proxy, {{"X-Forwarded-Proto", "h2"}}), forwarded_scheme::unknown);
}

} // namespace
