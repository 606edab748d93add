#include <ws/auth/network_list.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;

/// "" where it is none.
std::string address(std::string_view text)
{
    const auto parsed = parse_address(text);
    return parsed ? parsed->to_string() : "";
}

/// The reason where it is none.
std::string network(std::string_view text)
{
    std::string why;
    const auto parsed = parse_network(text, why);
    return parsed ? parsed->to_string() : why;
}

bool holds(std::string_view block, std::string_view text)
{
    std::string why;
    return parse_network(block, why).value().contains(parse_address(text).value());
}

TEST(ParseAddress, AddressWithOrWithoutPort_IsTheAddress)
{
    EXPECT_EQ(address("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(address("192.0.2.1:4711"), "192.0.2.1");
    EXPECT_EQ(address("2001:DB8::1"), "2001:db8::1");
    EXPECT_EQ(address("[2001:db8::1]"), "2001:db8::1");
    EXPECT_EQ(address("[2001:db8::1]:443"), "2001:db8::1");
}

TEST(ParseAddress, MappedAddress_IsIPv4)
{
    EXPECT_EQ(address("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(address("::ffff:c000:201"), "192.0.2.1");
    EXPECT_EQ(address("[::ffff:192.0.2.1]:80"), "192.0.2.1");
}

TEST(ParseAddress, AnythingElse_IsNone)
{
    for (const char* text :
         {"",
          "unknown",
          "_hidden",
          "localhost",
          "192.0.2",
          "192.0.2.256",
          "192.0.2.1.",
          "0x7f.0.0.1",
          "2130706433",
          "192.0.2.1 ",
          "192.0.2.1:",
          "192.0.2.1:x",
          "192.0.2.1:65536",
          "192.0.2.1:-1",
          "[192.0.2.1]",
          "[::1",
          "::1]",
          "[::1]x",
          "[::1]:",
          "fe80::1%eth0",
          "1:2",
          ":::",
          "::ffff:1.2.3",
          "192.0.2.1/32",
          "192.0.2.1,192.0.2.2"})
        EXPECT_EQ(address(text), "") << text;
    EXPECT_EQ(address(std::string_view("192.0.2.1\0x", 11)), "");
}

TEST(ParseNetwork, Block_IsRead)
{
    EXPECT_EQ(network("10.0.0.0/8"), "10.0.0.0/8");
    EXPECT_EQ(network("192.0.2.1"), "192.0.2.1/32");
    EXPECT_EQ(network("0.0.0.0/0"), "0.0.0.0/0");
    EXPECT_EQ(network("2001:db8::/32"), "2001:db8::/32");
    EXPECT_EQ(network("::1"), "::1/128");
    EXPECT_EQ(network("::ffff:10.0.0.0/104"), "10.0.0.0/8");
}

TEST(ParseNetwork, AnythingElse_IsRefusedWithAReason)
{
    EXPECT_EQ(network("10.0.0.1/8"), "the address has bits behind the prefix");
    EXPECT_EQ(network("2001:db8::1/64"), "the address has bits behind the prefix");
    EXPECT_EQ(network("10.0.0.0/33"), "the prefix is not a number from 0 to 32");
    EXPECT_EQ(network("::/129"), "the prefix is not a number from 0 to 128");
    for (const char* text : {"10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0"})
        EXPECT_EQ(network(text), "the prefix is not a number from 0 to 32") << text;
    for (const char* text : {"", "/8", "10/8", "private", "[::1]/128", "10.0.0.0:80/8", "fe80::%1/64", "*"})
        EXPECT_EQ(network(text), "it is no numeric address or network") << text;
}

TEST(IpNetwork, Contains_LooksAtThePrefixAlone)
{
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.255.255"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(holds("192.0.2.1", "192.0.2.1"));
    EXPECT_FALSE(holds("192.0.2.1", "192.0.2.0"));
    EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
    EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
}

TEST(IpNetwork, Contains_KeepsTheFamiliesApart)
{
    EXPECT_FALSE(holds("::/0", "192.0.2.1"));
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
}

TEST(IsPrivate, AddressesThatCannotComeFromTheInternet_Are)
{
    for (const char* text :
         {"10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.1.1", "100.64.0.1", "127.0.0.1", "127.9.9.9",
          "169.254.1.1", "::1", "fd00::1", "fc00::1", "fe80::1", "::ffff:10.0.0.1"})
        EXPECT_TRUE(is_private(parse_address(text).value())) << text;
    for (const char* text :
         {"8.8.8.8", "172.32.0.1", "192.169.0.1", "100.128.0.1", "126.0.0.1", "2001:db8::1", "fec0::1", "::"})
        EXPECT_FALSE(is_private(parse_address(text).value())) << text;
}

} // namespace
