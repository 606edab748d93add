#include "server/api_auth.hpp"
#include "unit/server/requests.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ws::server
{
namespace
{

using test::request_with;

auth::api_key_ring two_keys()
{
    std::string why;
    return auth::api_key_ring(
        {*auth::parse_api_key("app=right-key", why), *auth::parse_api_key("old=older-key", why)});
}

/// The name of the key that was found, or the status of the refusal.
std::string verdict(const auth::api_key_ring& keys, const net::http_request& request)
{
    edge peers({}, [] { return steady_time{}; });
    const auto outcome = authenticate_api_request(keys, peers, request);
    if (const auto* refusal = std::get_if<net::http_response>(&outcome))
        return std::to_string(refusal->status);
    return std::get<const auth::api_key*>(outcome)->name;
}

TEST(ApiAuth, KeyInEitherHeader_GivesTheKey)
{
    EXPECT_EQ(verdict(two_keys(), request_with({{"X-API-Key", "right-key"}})), "app");
    EXPECT_EQ(verdict(two_keys(), request_with({{"x-api-key", "older-key"}})), "old");
    EXPECT_EQ(verdict(two_keys(), request_with({{"Authorization", "Bearer right-key"}})), "app");
    EXPECT_EQ(verdict(two_keys(), request_with({{"Authorization", "APIKEY older-key"}})), "old");
}

TEST(ApiAuth, SameKeyInBothHeaders_GivesTheKey)
{
    const auto request = request_with({{"X-API-Key", "right-key"}, {"Authorization", "Bearer right-key"}});
    EXPECT_EQ(verdict(two_keys(), request), "app");
}

TEST(ApiAuth, MoreThanOneKey_Is400)
{
    EXPECT_EQ(
        verdict(
            two_keys(), request_with({{"X-API-Key", "right-key"}, {"Authorization", "Bearer older-key"}})),
        "400");
    EXPECT_EQ(
        verdict(two_keys(), request_with({{"X-API-Key", "right-key"}, {"X-API-Key", "older-key"}})), "400");
    EXPECT_EQ(
        verdict(
            two_keys(), request_with({{"Authorization", "Bearer right-key"}, {"Authorization", "Basic x"}})),
        "400");
}

TEST(ApiAuth, NoOrWrongKey_Is401)
{
    EXPECT_EQ(verdict(two_keys(), request_with({})), "401");
    EXPECT_EQ(verdict(two_keys(), request_with({{"X-API-Key", ""}})), "401");
    EXPECT_EQ(verdict(two_keys(), request_with({{"X-API-Key", "wrong"}})), "401");
    EXPECT_EQ(verdict(two_keys(), request_with({{"X-API-Key", std::string(600, 'k')}})), "401");
    EXPECT_EQ(verdict(two_keys(), request_with({{"Authorization", "Basic right-key"}})), "401");
    EXPECT_EQ(verdict(two_keys(), request_with({{"Cookie", "api_key=right-key"}})), "401");
}

TEST(ApiAuth, KeyInQuery_IsNoKey)
{
    auto request = request_with({});
    request.query = "api_key=right-key";
    EXPECT_EQ(verdict(two_keys(), request), "401");
}

TEST(ApiAuth, NoKeyConfigured_Is503)
{
    EXPECT_EQ(verdict({}, request_with({{"X-API-Key", "right-key"}})), "503");
    EXPECT_EQ(verdict({}, request_with({})), "503");
}

TEST(ApiAuth, EveryWayToBeWrong_HasTheSameBody)
{
    std::set<std::string> bodies;
    edge peers({}, [] { return steady_time{}; });
    for (const auto& request :
         {request_with({}), request_with({{"X-API-Key", "wrong"}}),
          request_with({{"X-API-Key", "right-ke?"}}), request_with({{"Authorization", "Bearer"}})})
        bodies.insert(
            std::get<net::http_response>(authenticate_api_request(two_keys(), peers, request)).body);
    EXPECT_EQ(bodies, std::set<std::string>{R"({"error":{"code":401,"message":"unauthorized"}})"});
}

} // namespace
} // namespace ws::server
