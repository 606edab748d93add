#include "auth/clerk_key_fetch.hpp"
#include "unit/auth/clerk_keys_fixture.hpp"

#include <gmock/gmock.h>

#include <map>

namespace
{

using namespace ws::auth;
using namespace ws::test;
using namespace std::chrono_literals;
using ClerkKeyFetch = clerk_keys_fixture;

std::map<std::string, std::string> headers_of(const ws::net::outgoing_request& request)
{
    std::map<std::string, std::string> all;
    for (const auto& header : request.headers)
        all[header.name] = header.value;
    return all;
}

key_fetch_result judged(unsigned status, std::string body)
{
    ws::net::incoming_response response;
    response.status = status;
    response.body = std::move(body);
    return judge_key_answer(response);
}

void expect_failure(const key_fetch_result& result, token_reason reason)
{
    ASSERT_TRUE(result.keys.has_error());
    EXPECT_EQ(to_string(result.keys.error()), to_string(reason));
    EXPECT_FALSE(result.failure.empty());
}

TEST(ClerkKeyAnswer, OnlyAKeySetWithStatus200_Counts)
{
    const std::string good = key_set_text({jwk("main", main_id)});
    EXPECT_TRUE(judged(200, good).keys);
    for (const unsigned status : {201U, 204U, 301U, 302U, 304U, 403U, 404U, 429U})
        expect_failure(judged(status, good), token_reason::jwk_remote_failed_to_load);
    for (const unsigned status : {500U, 502U, 503U, 504U})
        expect_failure(judged(status, good), token_reason::jwk_remote_failed_to_load);
    for (const char* lie :
         {"", "<html>", "[]", "{}", R"({"keys":[]})", R"({"keys":[{"kty":"oct","kid":"x"}]})"})
        expect_failure(judged(200, lie), token_reason::jwk_remote_invalid);
}

TEST(ClerkKeyAnswer, RefusedSecretKey_IsToldFromOtherRefusals)
{
    expect_failure(
        judged(401, R"({"errors":[{"code":"x"},{"code":"clerk_key_invalid"}]})"),
        token_reason::secret_key_invalid);
    for (const char* other :
         {"", "no", R"({"errors":[{"code":"other"}]})", R"({"errors":{"code":"clerk_key_invalid"}})"})
        expect_failure(judged(401, other), token_reason::jwk_remote_failed_to_load);
    expect_failure(
        judged(403, R"({"errors":[{"code":"clerk_key_invalid"}]})"), token_reason::jwk_remote_failed_to_load);
}

TEST(ClerkKeyAnswer, FailedTransfers_AreToldFromAnswersThatAreTooLong)
{
    const auto failure = [](ws::error_code code) {
        return judge_key_answer(ws::net::transfer_failure{code, "why"});
    };
    expect_failure(failure(ws::errc::timed_out), token_reason::jwk_remote_failed_to_load);
    expect_failure(failure({7, ws::net::curl_category()}), token_reason::jwk_remote_failed_to_load);
    expect_failure(failure(ws::errc::too_large), token_reason::jwk_remote_invalid);
    expect_failure(failure(ws::errc::closed), token_reason::jwk_remote_failed_to_load);
}

TEST_F(ClerkKeyFetch, RequestToTheBackend_HasItsCredentialsAndLimits)
{
    start();
    ASSERT_EQ(client_.requests.size(), 1U);
    const auto& request = client_.requests[0];
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url, "https://api.example.test/v1/jwks");
    EXPECT_EQ(request.connect_timeout, 2s);
    EXPECT_EQ(request.deadline, 5s);
    EXPECT_EQ(request.max_response_bytes, 256U * 1024);
    auto headers = headers_of(request);
    EXPECT_EQ(headers["Authorization"], "Bearer sk_test_hidden");
    EXPECT_EQ(headers["Clerk-API-Version"], "2026-05-12");
    EXPECT_EQ(headers["Accept"], "application/json");
    EXPECT_EQ(headers["User-Agent"], "imagineo-ws/1.2.3");
}

TEST_F(ClerkKeyFetch, FrontendApi_IsAskedWhenTheBackendFailsAndWithoutCredentials)
{
    use(both_sources());
    start();
    client_.answer(404);
    settle();
    ASSERT_EQ(client_.requests.size(), 2U);
    EXPECT_EQ(client_.requests[1].url, "https://clerk.example.test/.well-known/jwks.json");
    EXPECT_FALSE(headers_of(client_.requests[1]).contains("Authorization"));
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_TRUE(started_);
    EXPECT_EQ(verdict_now(token("main", main_id)), "ok");
    EXPECT_EQ(log_.count("\"reason\":\"other_source_answered\""), 1U);
}

TEST_F(ClerkKeyFetch, FrontendApiAlone_IsAskedFirst)
{
    auto sources = both_sources();
    sources.backend_url.clear();
    use(std::move(sources));
    start();
    ASSERT_EQ(client_.requests.size(), 1U);
    EXPECT_EQ(client_.requests[0].url, "https://clerk.example.test/.well-known/jwks.json");
}

TEST_F(ClerkKeyFetch, FailingSource_IsAskedThreeTimesWithGrowingPauses)
{
    start();
    client_.answer(500);
    settle();
    advance(200ms); // at most 125 ms and a tick
    ASSERT_EQ(client_.requests.size(), 2U);
    client_.fail(ws::errc::timed_out);
    settle();
    advance(350ms); // at most 250 ms and a tick
    ASSERT_EQ(client_.requests.size(), 3U);
    EXPECT_FALSE(started_);
    client_.answer(503);
    settle();
    EXPECT_TRUE(started_);
    EXPECT_EQ(client_.requests.size(), 3U);
    EXPECT_EQ(log_.count("clerk_keys_refresh_failed"), 1U);
}

TEST_F(ClerkKeyFetch, RefusedSecretKey_IsNotTriedAgainForAMinute)
{
    start();
    client_.answer(401, R"({"errors":[{"code":"clerk_key_invalid"}]})");
    settle();
    EXPECT_EQ(verdict_now(token("main", main_id)), "secret-key-invalid");
    EXPECT_EQ(keys_->status().alarm, key_alarm::secret_key_refused);
    EXPECT_EQ(log_.count("secret_key_refused"), 1U);
    advance(59s);
    EXPECT_EQ(client_.requests.size(), 1U);
    advance(2s);
    EXPECT_EQ(client_.requests.size(), 2U);
}

TEST_F(ClerkKeyFetch, RefusedSecretKeyWithAFrontendApi_LeavesTheKeysComing)
{
    use(both_sources());
    start();
    client_.answer(401, R"({"errors":[{"code":"clerk_key_invalid"}]})");
    settle();
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_EQ(verdict_now(token("main", main_id)), "ok");
    EXPECT_EQ(keys_->status().alarm, key_alarm::secret_key_refused);
    advance(10s);
    const auto unknown = ask(token("rotated", next_id));
    ASSERT_EQ(client_.requests.size(), 3U);
    EXPECT_EQ(client_.requests[2].url, "https://clerk.example.test/.well-known/jwks.json");
    client_.answer(200, key_set_text({jwk("rotated", next_id)}));
    settle();
    EXPECT_EQ(verdict(unknown), "ok");
}

} // namespace
