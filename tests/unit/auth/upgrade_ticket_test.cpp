#include <ws/auth/hmac_token.hpp>
#include <ws/auth/upgrade_ticket.hpp>
#include <ws/codec/base64.hpp>

#include <gtest/gtest.h>

#include <string>

namespace ws::auth
{
namespace
{

using namespace std::chrono_literals;
using verdict = ticket_register::verdict;

std::string token_of(const std::string& claims) { return sign_hmac_token(claims, secret("any")); }

const std::chrono::sys_seconds today{1'800'000'000s};

upgrade_ticket ticket(std::string id, std::chrono::seconds left = 30s)
{
    return {std::move(id), today + left};
}

TEST(UpgradeTicket, TokenWithIdAndEnd_IsOne)
{
    const auto read = read_upgrade_ticket(token_of(R"({"sub":"u","exp":1800000030.9,"jti":"a"})"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, "a");
    EXPECT_EQ(read->ends, today + 30s);
}

TEST(UpgradeTicket, TokenWithoutThem_IsNone)
{
    for (const std::string& claims :
         {std::string(R"({"exp":1800000030})"), std::string(R"({"jti":"a"})"),
          std::string(R"({"exp":1800000030,"jti":""})"), std::string(R"({"exp":1800000030,"jti":7})"),
          std::string(R"({"exp":"1800000030","jti":"a"})"), std::string(R"({"exp":1e300,"jti":"a"})"),
          R"({"exp":1800000030,"jti":")" + std::string(129, 'x') + "\"}"})
        EXPECT_FALSE(read_upgrade_ticket(token_of(claims))) << claims;
}

TEST(UpgradeTicket, TokenOfAnotherVerifier_IsNone)
{
    const std::string claims = codec::base64url_encode(R"({"exp":1800000030,"jti":"a"})");
    for (const char* header :
         {R"({"alg":"RS256","typ":"JWT"})", R"({"alg":"HS256","kid":"ins_1"})", R"({"alg":"none"})", "{}"})
        EXPECT_FALSE(read_upgrade_ticket(codec::base64url_encode(header) + '.' + claims + ".c2ln")) << header;
    EXPECT_FALSE(read_upgrade_ticket("no token"));
}

TEST(TicketRegister, SecondUse_IsRefusedUntilTheTicketHasEnded)
{
    ticket_register used;
    EXPECT_EQ(used.use(ticket("a"), today), verdict::first);
    EXPECT_EQ(used.use(ticket("a"), today), verdict::used);
    EXPECT_EQ(used.use(ticket("a"), today + 29s), verdict::used);
    EXPECT_EQ(used.use(ticket("b"), today + 29s), verdict::first);
    EXPECT_EQ(used.size(), 2U);
    EXPECT_EQ(used.use(ticket("c", 60s), today + 31s), verdict::first);
    EXPECT_EQ(used.size(), 1U) << "who has ended is forgotten";
}

TEST(TicketRegister, UsedTicket_IsKnownByItsId)
{
    ticket_register used;
    EXPECT_FALSE(used.has_used(ticket("a")));
    used.use(ticket("a"), today);
    EXPECT_TRUE(used.has_used(ticket("a")));
    EXPECT_FALSE(used.has_used(ticket("b")));
}

TEST(TicketRegister, LongTicket_IsRefused)
{
    ticket_register used;
    EXPECT_EQ(used.use(ticket("a", 61s), today), verdict::too_long);
    EXPECT_EQ(used.use(ticket("a", 60s), today), verdict::first);
    EXPECT_EQ(used.use({"b", std::chrono::sys_seconds(253'402'300'799s)}, today), verdict::too_long);
    EXPECT_EQ(used.size(), 1U);
}

TEST(TicketRegister, FullTable_TakesNoMoreAndForgetsNothing)
{
    ticket_register used(2);
    EXPECT_EQ(used.use(ticket("a", 10s), today), verdict::first);
    EXPECT_EQ(used.use(ticket("b", 20s), today), verdict::first);
    EXPECT_EQ(used.use(ticket("c"), today), verdict::full);
    EXPECT_EQ(used.use(ticket("a", 10s), today), verdict::used);
    EXPECT_EQ(used.use(ticket("c"), today + 10s), verdict::first) << "there is room again";
    EXPECT_EQ(used.use(ticket("b", 20s), today + 10s), verdict::used);
}

} // namespace
} // namespace ws::auth
