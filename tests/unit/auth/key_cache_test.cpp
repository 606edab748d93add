#include "support/clerk_tokens.hpp"

#include <ws/auth/key_cache.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace
{

using namespace ws::auth;
using namespace std::chrono_literals;
using action = key_answer::action;
using reason = token_reason;

const ws::steady_time start{1h};

/// A set that knows one id.
key_set_ptr set_of(const std::string& id)
{
    auto jwk = ws::test::read_json("clerk/jwks.json").at("keys").as_array().at(0).as_object();
    jwk["kid"] = id;
    return parse_key_set(boost::json::serialize(boost::json::object{{"keys", {jwk}}})).value();
}

key_answer ask(key_cache& cache, const std::string& id, ws::steady_time now)
{
    key_request request(id);
    return cache.ask(request, now);
}

/// A cache that loaded a set with the id "known" at `start`.
key_cache loaded_cache(key_cache_options options = {})
{
    key_cache cache(options);
    EXPECT_TRUE(cache.poll(start));
    cache.refresh_succeeded(set_of("known"), start);
    return cache;
}

/// Lets a refresh begin and fail.
void fail_a_refresh(key_cache& cache, ws::steady_time now, reason why = reason::jwk_remote_failed_to_load)
{
    ASSERT_TRUE(ask(cache, "known", now).start_refresh);
    cache.refresh_failed(why, now);
}

void expect_use(const key_answer& answer, bool starts_refresh)
{
    EXPECT_EQ(answer.what, action::use);
    EXPECT_TRUE(answer.keys);
    EXPECT_EQ(answer.start_refresh, starts_refresh);
}

void expect_wait(const key_answer& answer, bool starts_refresh)
{
    EXPECT_EQ(answer.what, action::wait);
    EXPECT_EQ(answer.start_refresh, starts_refresh);
}

void expect_refused(const key_answer& answer, reason why)
{
    EXPECT_EQ(answer.what, action::refuse);
    EXPECT_EQ(to_string(answer.reason), to_string(why));
    EXPECT_FALSE(answer.start_refresh);
}

TEST(KeyCache, YoungSet_IsUsedWithoutAQuestion)
{
    auto cache = loaded_cache();
    expect_use(ask(cache, "known", start), false);
    expect_use(ask(cache, "known", start + 4min - 1ns), false);
    EXPECT_FALSE(cache.poll(start + 4min - 1ns));
}

TEST(KeyCache, AgingSet_IsUsedWhileOneRefreshRuns)
{
    auto cache = loaded_cache();
    expect_use(ask(cache, "known", start + 4min), true);
    expect_use(ask(cache, "known", start + 4min), false);
    EXPECT_FALSE(cache.poll(start + 4min));
    cache.refresh_succeeded(set_of("known"), start + 4min + 1s);
    expect_use(ask(cache, "known", start + 8min), false);
}

TEST(KeyCache, OldSet_IsReplacedBeforeItsUse)
{
    auto cache = loaded_cache();
    key_request first(std::string("known"));
    key_request second(std::string("known"));
    expect_wait(cache.ask(first, start + 5min), true);
    expect_wait(cache.ask(second, start + 5min), false);
    cache.refresh_succeeded(set_of("newer"), start + 5min);
    // The key is retired: it must not verify any longer. Its id costs no other refresh.
    expect_refused(cache.ask(first, start + 5min), reason::jwk_kid_mismatch);
    expect_refused(ask(cache, "known", start + 5min), reason::jwk_kid_mismatch);
}

TEST(KeyCache, OldSetWhoseRefreshFails_IsUsedUpToADay)
{
    auto cache = loaded_cache();
    key_request request(std::string("known"));
    expect_wait(cache.ask(request, start + 5min), true);
    cache.refresh_failed(reason::jwk_remote_failed_to_load, start + 5min + 1s);
    expect_use(cache.ask(request, start + 5min + 1s), true); // the next attempt is in the background
    expect_use(ask(cache, "known", start + 5min + 1s), false);
    cache.refresh_failed(reason::jwk_remote_invalid, start + 5min + 2s);
    expect_use(ask(cache, "known", start + 5min + 2s), false); // the budget is spent
    expect_use(ask(cache, "known", start + 24h), true);
    cache.refresh_failed(reason::jwk_remote_invalid, start + 24h);
    key_request late(std::string("known"));
    expect_wait(cache.ask(late, start + 24h + 1s), true);
    cache.refresh_failed(reason::jwk_remote_failed_to_load, start + 24h + 2s);
    expect_refused(cache.ask(late, start + 24h + 2s), reason::jwk_remote_failed_to_load);
}

TEST(KeyCache, RefreshThatTakesTooLong_DoesNotHoldAnybodyUp)
{
    auto cache = loaded_cache();
    key_request known(std::string("known"));
    key_request unknown(std::string("unknown"));
    key_request forged(std::string("known"));
    expect_use(cache.ask(forged, start + 1min), false);
    forged.signature_failed();
    expect_wait(cache.ask(known, start + 6min), true);
    expect_wait(cache.ask(unknown, start + 6min), false);
    expect_wait(cache.ask(forged, start + 6min), false);
    expect_use(cache.ask(known, start + 6min + key_wait_limit), false);
    expect_refused(cache.ask(unknown, start + 6min + key_wait_limit), reason::jwk_remote_failed_to_load);
    expect_refused(cache.ask(forged, start + 6min + key_wait_limit), reason::jwk_remote_failed_to_load);
}

TEST(KeyCache, UnknownId_WaitsForOneRefreshAndLooksAgain)
{
    auto cache = loaded_cache();
    key_request request(std::string("next"));
    key_request other(std::string("made-up"));
    expect_wait(cache.ask(request, start + 1s), true);
    expect_wait(cache.ask(other, start + 1s), false);
    cache.refresh_succeeded(set_of("next"), start + 2s);
    expect_use(cache.ask(request, start + 2s), false);
    expect_refused(cache.ask(other, start + 2s), reason::jwk_kid_mismatch);
}

TEST(KeyCache, IdConfirmedAsUnknown_CostsNoRefreshForAMinute)
{
    auto cache = loaded_cache();
    const auto now = start + 10min;
    key_request request(std::string("made-up"));
    expect_wait(cache.ask(request, now), true);
    cache.refresh_succeeded(set_of("known"), now);
    expect_refused(cache.ask(request, now), reason::jwk_kid_mismatch);
    expect_refused(ask(cache, "made-up", now + 60s - 1ns), reason::jwk_kid_mismatch);
    expect_wait(ask(cache, "made-up", now + 60s), true);
    cache.refresh_succeeded(set_of("made-up"), now + 60s);
    expect_use(ask(cache, "made-up", now + 60s), false);
}

TEST(KeyCache, IdsNoSetCanHold_AreUnknownAtOnce)
{
    auto cache = loaded_cache();
    expect_refused(ask(cache, "", start), reason::jwk_kid_mismatch);
    expect_refused(ask(cache, std::string(129, 'k'), start), reason::jwk_kid_mismatch);
    key_request without{std::nullopt};
    expect_refused(cache.ask(without, start), reason::jwk_kid_mismatch);
    expect_wait(ask(cache, std::string(128, 'k'), start), true);
}

TEST(KeyCache, ThousandUnknownIds_CostTwoRefreshesInHalfAMinute)
{
    auto cache = loaded_cache();
    const auto begin = start + 10min;
    int refreshes = 0;
    for (int i = 0; i < 1000; ++i)
    {
        const auto now = begin + i * 29ms;
        const auto answer = ask(cache, "random" + std::to_string(i), now);
        if (answer.start_refresh)
        {
            ++refreshes;
            cache.refresh_succeeded(set_of("known"), now);
        }
    }
    EXPECT_EQ(refreshes, 2);
    expect_refused(ask(cache, "one more", begin + 29s), reason::jwk_kid_mismatch);
    expect_wait(ask(cache, "one more", begin + 30s), true);
}

TEST(KeyCache, UnknownIdWhileTheSourceFails_IsNeverFinal)
{
    auto cache = loaded_cache();
    key_request request(std::string("next"));
    expect_wait(cache.ask(request, start + 1min), true);
    cache.refresh_failed(reason::jwk_remote_invalid, start + 1min);
    expect_refused(cache.ask(request, start + 1min), reason::jwk_remote_invalid);
    fail_a_refresh(cache, start + 4min);
    fail_a_refresh(cache, start + 4min);
    expect_refused(ask(cache, "next", start + 4min), reason::jwk_remote_failed_to_load);
}

TEST(KeyCache, WrongSignatureUnderASettledSet_WaitsForANewerOne)
{
    auto cache = loaded_cache();
    key_request request(std::string("known"));
    expect_use(cache.ask(request, start + 31s), false);
    request.signature_failed();
    expect_wait(cache.ask(request, start + 31s), true);
    cache.refresh_succeeded(set_of("known"), start + 32s);
    expect_use(cache.ask(request, start + 32s), false); // perhaps another key under that id
    request.signature_failed();
    expect_refused(cache.ask(request, start + 32s), reason::token_invalid_signature);
}

TEST(KeyCache, WrongSignatureUnderAYoungSet_IsFinal)
{
    auto cache = loaded_cache();
    key_request request(std::string("known"));
    expect_use(cache.ask(request, start + 30s), false);
    request.signature_failed();
    expect_refused(cache.ask(request, start + 30s), reason::token_invalid_signature);
}

TEST(KeyCache, WrongSignatureWithoutBudget_IsFinalUnlessTheSourceFails)
{
    auto cache = loaded_cache();
    const auto forge = [&cache](ws::steady_time now)
    {
        key_request request(std::string("known"));
        EXPECT_EQ(cache.ask(request, now).what, action::use);
        request.signature_failed();
        return cache.ask(request, now);
    };
    // A refresh that answers nothing new is spent on the first ones.
    expect_wait(forge(start + 31s), true);
    cache.refresh_succeeded(set_of("known"), start + 31s);
    expect_refused(forge(start + 61s), reason::token_invalid_signature);
    expect_wait(forge(start + 62s), true);
    cache.refresh_failed(reason::jwk_remote_failed_to_load, start + 62s);
    expect_wait(forge(start + 63s), true);
    cache.refresh_failed(reason::jwk_remote_failed_to_load, start + 63s);
    expect_refused(forge(start + 64s), reason::jwk_remote_failed_to_load);
}

TEST(KeyCache, SetReplacedBetweenUseAndRejection_IsTriedWithoutWaiting)
{
    auto cache = loaded_cache();
    key_request request(std::string("known"));
    expect_use(cache.ask(request, start + 4min), true);
    cache.refresh_succeeded(set_of("known"), start + 4min);
    request.signature_failed();
    expect_use(cache.ask(request, start + 4min), false);
    request.signature_failed();
    expect_refused(cache.ask(request, start + 4min), reason::token_invalid_signature);
}

TEST(KeyCache, WithoutAnyKeys_RequestsWaitThenGetTheFault)
{
    key_cache cache({});
    EXPECT_TRUE(cache.poll(start));
    EXPECT_FALSE(cache.poll(start));
    key_request request(std::string("known"));
    expect_wait(cache.ask(request, start), false);
    cache.refresh_failed(reason::jwk_remote_invalid, start + 1s);
    expect_refused(cache.ask(request, start + 1s), reason::jwk_remote_invalid);
    fail_a_refresh(cache, start + 2s);
    expect_refused(ask(cache, "known", start + 3s), reason::jwk_remote_failed_to_load);
    // It recovers by itself once the budget allows.
    key_request later(std::string("known"));
    expect_wait(cache.ask(later, start + 31s), true);
    cache.refresh_succeeded(set_of("known"), start + 32s);
    expect_use(cache.ask(later, start + 32s), false);
}

TEST(KeyCache, RefusedSecretKey_IsLeftAloneForAMinute)
{
    key_cache cache({});
    fail_a_refresh(cache, start, reason::secret_key_invalid);
    EXPECT_FALSE(cache.may_ask_backend(start + 60s - 1ns));
    expect_refused(ask(cache, "known", start + 59s), reason::secret_key_invalid);
    EXPECT_FALSE(cache.poll(start + 59s));
    EXPECT_TRUE(cache.may_ask_backend(start + 60s));
    expect_wait(ask(cache, "known", start + 60s), true);
}

TEST(KeyCache, RefusedSecretKeyWithAnotherSource_GoesOnThere)
{
    key_cache cache({.has_other_source = true});
    EXPECT_TRUE(cache.poll(start));
    cache.secret_key_refused(start);
    cache.refresh_succeeded(set_of("known"), start);
    EXPECT_EQ(cache.alarm(start), key_alarm::secret_key_refused);
    EXPECT_FALSE(cache.may_ask_backend(start + 1s));
    expect_wait(ask(cache, "next", start + 1s), true);
}

TEST(KeyCache, RefusedSecretKey_LeavesTheOldSetInUse)
{
    auto cache = loaded_cache();
    fail_a_refresh(cache, start + 4min, reason::secret_key_invalid);
    expect_use(ask(cache, "known", start + 4min + 30s), false);
    expect_refused(ask(cache, "next", start + 4min + 30s), reason::secret_key_invalid);
}

TEST(KeyCache, Alarm_SaysWhatIsWrongAndEndsWithASuccess)
{
    key_cache cache({});
    EXPECT_EQ(cache.alarm(start), key_alarm::none);
    fail_a_refresh(cache, start);
    EXPECT_EQ(cache.alarm(start), key_alarm::no_keys);
    fail_a_refresh(cache, start, reason::secret_key_invalid);
    EXPECT_EQ(cache.alarm(start + 10min), key_alarm::secret_key_refused);
    EXPECT_TRUE(cache.poll(start + 10min));
    cache.refresh_succeeded(set_of("known"), start + 10min);
    EXPECT_EQ(cache.alarm(start + 10min), key_alarm::none);
    fail_a_refresh(cache, start + 24min);
    EXPECT_EQ(cache.alarm(start + 25min - 1s), key_alarm::none);
    EXPECT_EQ(cache.alarm(start + 25min), key_alarm::stale_keys);
    EXPECT_EQ(cache.age(start + 25min), 15min);
}

TEST(KeyCache, NegativeMemory_IsBounded)
{
    auto cache = loaded_cache({.refresh_interval = 0s, .max_unknown_ids = 2});
    const auto confirm_unknown = [&cache](const std::string& id, ws::steady_time now)
    {
        key_request request(id);
        expect_wait(cache.ask(request, now), true);
        cache.refresh_succeeded(set_of("known"), now);
        expect_refused(cache.ask(request, now), reason::jwk_kid_mismatch);
    };
    confirm_unknown("a", start);
    confirm_unknown("b", start + 1s);
    confirm_unknown("c", start + 2s);
    expect_refused(ask(cache, "b", start + 2s), reason::jwk_kid_mismatch);
    confirm_unknown("c", start + 3s);
    confirm_unknown("c", start + 60s); // "a" has ended and makes room
    expect_refused(ask(cache, "c", start + 60s), reason::jwk_kid_mismatch);
}

} // namespace
