#include "unit/auth/clerk_keys_fixture.hpp"

#include <gmock/gmock.h>

namespace
{

using namespace ws::auth;
using namespace ws::test;
using namespace std::chrono_literals;
using ClerkKeys = clerk_keys_fixture;

TEST_F(ClerkKeys, Start_ReturnsOnceThereAreKeys)
{
    start();
    EXPECT_FALSE(started_);
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_TRUE(started_);
    EXPECT_EQ(keys_->status().keys, 1U);
    EXPECT_EQ(verdict_now(token("main", main_id)), "ok");
    EXPECT_EQ(client_.requests.size(), 1U);
}

TEST_F(ClerkKeys, StartWithoutAnAnswer_ReturnsAfterItsLimit)
{
    start();
    advance(4500ms);
    EXPECT_FALSE(started_);
    advance(600ms);
    EXPECT_TRUE(started_);
    // The refresh is still under way: who comes now waits for it.
    const auto early = ask(token("main", main_id));
    EXPECT_EQ(verdict(early), "");
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_EQ(verdict(early), "ok");
}

TEST_F(ClerkKeys, SourceDownAtStart_IsATemporaryFaultUntilItIsBack)
{
    start();
    for (int attempt = 0; attempt < 3; ++attempt)
    {
        client_.fail(ws::errc::timed_out);
        advance(1s);
    }
    EXPECT_TRUE(started_);
    const std::string good = token("main", main_id);
    const auto second = ask(good); // the budget has one more refresh
    for (int attempt = 0; attempt < 3; ++attempt)
    {
        client_.fail(ws::errc::timed_out);
        advance(1s);
    }
    EXPECT_EQ(verdict(second), "jwk-remote-failed-to-load");
    EXPECT_EQ(verdict_now(good), "jwk-remote-failed-to-load");
    EXPECT_EQ(keys_->status().alarm, key_alarm::no_keys);
    EXPECT_EQ(log_.count("\"event\":\"clerk_keys_alarm\""), 1U);

    advance(30s); // by itself, without anybody asking
    ASSERT_EQ(client_.under_way(), 1U);
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_EQ(verdict_now(good), "ok");
    EXPECT_EQ(log_.count("\"event\":\"clerk_keys_recovered\""), 1U);
}

TEST_F(ClerkKeys, AgingSet_IsRefreshedInTheBackground)
{
    start_with({jwk("main", main_id)});
    advance(239s);
    EXPECT_EQ(client_.requests.size(), 1U);
    advance(2s);
    ASSERT_EQ(client_.requests.size(), 2U);
    EXPECT_EQ(verdict_now(token("main", main_id)), "ok");
    client_.answer(200, key_set_text({jwk("main", main_id), jwk("rotated", next_id)}));
    settle();
    EXPECT_EQ(verdict_now(token("rotated", next_id)), "ok");
}

TEST_F(ClerkKeys, SourceDownForAnHour_IsLivedThroughWithTheOldKeys)
{
    start_with({jwk("main", main_id)});
    for (int minute = 0; minute < 60; ++minute)
    {
        advance(60s);
        const auto known = ask(token("main", main_id));
        fail_refreshes();
        EXPECT_EQ(verdict(known), "ok") << minute;
    }
    EXPECT_EQ(keys_->status().alarm, key_alarm::stale_keys);
    EXPECT_EQ(log_.count("stale_keys"), 1U);
    // A key that nobody knows may exist: nothing final is said of it.
    const auto unknown = ask(token("rotated", next_id));
    fail_refreshes();
    EXPECT_EQ(verdict(unknown), "jwk-remote-failed-to-load");
}

TEST_F(ClerkKeys, KeysOlderThanADay_AreNotUsed)
{
    start_with({jwk("main", main_id)});
    wheel_.advance(wheel_.now() + 24h + 1min);
    settle();
    const auto late = ask(token("main", main_id));
    EXPECT_EQ(verdict(late), "");
    advance(3100ms); // nobody waits longer
    EXPECT_EQ(verdict(late), "jwk-remote-failed-to-load");
}

TEST_F(ClerkKeys, RotatedKey_IsFetchedOnceForAllWhoWait)
{
    start_with({jwk("main", main_id)});
    advance(10s);
    std::vector<std::size_t> waiting;
    for (int i = 0; i < 20; ++i)
        waiting.push_back(ask(token("rotated", next_id)));
    EXPECT_EQ(client_.under_way(), 1U);
    client_.answer(200, key_set_text({jwk("rotated", next_id)}));
    settle();
    for (const auto one : waiting)
        EXPECT_EQ(verdict(one), "ok");
    EXPECT_EQ(verdict_now(token("main", main_id)), "jwk-kid-mismatch") << "the old key is gone";
}

TEST_F(ClerkKeys, NewKeyUnderTheOldId_IsFetched)
{
    start_with({jwk("main", main_id)});
    advance(31s);
    const auto waiting = ask(token("rotated", main_id));
    EXPECT_EQ(verdict(waiting), "");
    client_.answer(200, key_set_text({jwk("rotated", main_id)}));
    settle();
    EXPECT_EQ(verdict(waiting), "ok");
}

TEST_F(ClerkKeys, ForgedSignature_IsRefusedAfterOneRefresh)
{
    start_with({jwk("main", main_id)});
    EXPECT_EQ(verdict_now(token("attacker", main_id)), "token-invalid-signature") << "the set is young";
    advance(31s);
    const auto forged = ask(token("attacker", main_id));
    client_.answer(200, key_set_text({jwk("main", main_id)}));
    settle();
    EXPECT_EQ(verdict(forged), "token-invalid-signature");
    EXPECT_EQ(client_.requests.size(), 2U);
}

TEST_F(ClerkKeys, ThousandRandomIds_CostTwoFetchesInHalfAMinute)
{
    start_with({jwk("main", main_id)});
    advance(90s);
    const std::size_t before = client_.requests.size();
    const std::string claims = R"({"sub":"u","sid":"s","exp":1893459600})";
    std::vector<std::size_t> all;
    for (int i = 0; i < 1000; ++i)
    {
        const std::string header = R"({"alg":"RS256","kid":"random)" + std::to_string(i) + "\"}";
        all.push_back(
            ask(ws::codec::base64url_encode(header) + '.' + ws::codec::base64url_encode(claims) + ".AAAA"));
        if (client_.under_way() > 0)
            client_.answer(200, key_set_text({jwk("main", main_id)}));
        advance(29ms);
    }
    settle();
    EXPECT_EQ(client_.requests.size() - before, 2U);
    for (const auto one : all)
        EXPECT_EQ(verdict(one), "jwk-kid-mismatch");
    EXPECT_EQ(verdict_now(token("main", main_id)), "ok");
}

TEST_F(ClerkKeys, StopDuringARefresh_SendsEverybodyAwayAtOnce)
{
    start_with({jwk("main", main_id)});
    advance(31s);
    const auto waiting = ask(token("rotated", next_id));
    bool stopped = false;
    const auto on_end = [&stopped](const std::exception_ptr&) { stopped = true; };
    ws::net::asio::co_spawn(io_.get_executor(), keys_->stop(), on_end);
    settle();
    EXPECT_TRUE(stopped);
    EXPECT_EQ(verdict(waiting), "jwk-remote-failed-to-load");
    EXPECT_EQ(client_.under_way(), 0U);
    EXPECT_EQ(verdict_now(token("rotated", "ins_other")), "jwk-remote-failed-to-load");
    EXPECT_EQ(log_.count("clerk_keys_refresh_failed"), 0U);
    EXPECT_EQ(log_.count("task_failed"), 0U);
}

TEST_F(ClerkKeys, Log_NeverHoldsTheSecret)
{
    use(both_sources());
    start();
    client_.answer(401, R"({"errors":[{"code":"clerk_key_invalid","message":"sk_test_hidden"}]})");
    settle();
    client_.answer(404, "sk_test_hidden");
    settle();
    EXPECT_GE(log_.count("clerk_keys_refresh_failed"), 1U);
    EXPECT_EQ(log_.count("hidden"), 0U);
}

TEST(FixedClerkKeys, VerifyWithoutAskingAnybody)
{
    ws::net::asio::io_context io(1);
    const auto keys = make_fixed_clerk_keys(parse_key_set(key_set_text({jwk("main", main_id)})).value());
    const ws::system_time now{1'893'456'000s};
    const ws::now_fn clock = [now] { return now; };
    const clerk_token_verifier verifier({});
    const auto verdict = [&](const std::string& token)
    {
        std::string outcome;
        const auto unverified = *verifier.inspect(token);
        auto on_end = [&outcome](const std::exception_ptr&, token_result<clerk_identity> who)
        { outcome = who ? "ok" : std::string(to_string(who.error())); };
        ws::net::asio::co_spawn(
            io.get_executor(), verify_clerk_token(verifier, unverified, *keys, clock, true), on_end);
        io.restart();
        io.run();
        return outcome;
    };
    EXPECT_EQ(verdict(session_token("main", main_id, now)), "ok");
    EXPECT_EQ(verdict(session_token("attacker", main_id, now)), "token-invalid-signature");
    EXPECT_EQ(verdict(session_token("rotated", next_id, now)), "jwk-kid-mismatch");
    EXPECT_EQ(keys->status().keys, 1U);
}

} // namespace
