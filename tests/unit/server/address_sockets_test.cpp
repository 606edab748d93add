#include "server/address_sockets.hpp"
#include "unit/server/responses.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::server
{
namespace
{

using test::value_of;

class AddressSockets : public testing::Test
{
protected:
    using place = address_sockets::place;

    /// Whether there was a place, which is then kept.
    bool let_in(address_sockets& table, const auth::client_address& from)
    {
        auto taken = table.take(from);
        if (auto* mine = std::get_if<place>(&taken))
            places_.push_back(std::move(*mine));
        return std::holds_alternative<place>(taken);
    }

    static std::uint64_t refused(const address_sockets& table, std::string_view which)
    {
        std::uint64_t found = 0;
        table.visit_refusals([&](std::string_view name, std::uint64_t count)
                             { found += name == which ? count : 0; });
        return found;
    }

    auth::client_address alice_{"192.0.2.1", "192.0.2.1"};
    auth::client_address bob_{"192.0.2.2", "192.0.2.2"};
    auth::client_address nobody_{"10.0.0.1", ""};
    std::vector<place> places_;
};

TEST_F(AddressSockets, OneTooMany_IsA429ThatNamesNobody)
{
    address_sockets table(2, 0);
    EXPECT_TRUE(let_in(table, alice_));
    EXPECT_TRUE(let_in(table, alice_));
    const auto refusal = table.take(alice_);
    const auto* answer = std::get_if<net::http_response>(&refusal);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->status, 429U);
    EXPECT_EQ(answer->content_type, "application/problem+json");
    EXPECT_EQ(value_of(*answer, "Retry-After"), "10");
    EXPECT_EQ(answer->body.find(alice_.text), std::string::npos);
    EXPECT_TRUE(let_in(table, bob_));
    EXPECT_EQ(refused(table, "sockets-per-ip"), 1U);
    EXPECT_EQ(refused(table, "unauthenticated-sockets-per-ip"), 0U);
    places_.clear();
}

TEST_F(AddressSockets, SocketThatEnds_GivesItsPlaceBack)
{
    address_sockets table(1, 1);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_TRUE(let_in(table, alice_));
        EXPECT_FALSE(let_in(table, alice_));
        places_.clear();
    }
    EXPECT_EQ(table.size(), 0U) << "nobody is remembered for having been here";
}

TEST_F(AddressSockets, AuthenticatedSockets_MakeRoomForOthersThatAreNot)
{
    address_sockets table(100, 2);
    EXPECT_TRUE(let_in(table, alice_));
    EXPECT_TRUE(let_in(table, alice_));
    EXPECT_FALSE(let_in(table, alice_));
    EXPECT_EQ(refused(table, "unauthenticated-sockets-per-ip"), 1U);
    places_[0].authenticated();
    places_[0].authenticated(); // once is enough
    EXPECT_TRUE(let_in(table, alice_));
    EXPECT_FALSE(let_in(table, alice_));
    places_.clear();
    EXPECT_EQ(table.size(), 0U);
}

TEST_F(AddressSockets, PlaceThatWasMovedFrom_IsGivenBackOnce)
{
    address_sockets table(1, 1);
    {
        auto taken = table.take(alice_);
        place first = std::move(std::get<place>(taken));
        const place second = std::move(first);
        EXPECT_FALSE(let_in(table, alice_));
    }
    EXPECT_TRUE(let_in(table, alice_));
    places_.clear();
}

TEST_F(AddressSockets, NoLimitOrNoAddress_CountsNobody)
{
    address_sockets off(0, 0);
    address_sockets on(1, 1);
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_TRUE(let_in(off, alice_));
        EXPECT_TRUE(let_in(on, nobody_));
    }
    EXPECT_EQ(off.size() + on.size(), 0U);
    places_.clear();
}

} // namespace
} // namespace ws::server
