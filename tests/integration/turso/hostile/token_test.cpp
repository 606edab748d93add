#include "fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>

#include <thread>

/// Tokens that a server refuses, and what becomes of them.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;
using asked_provider = boost::asio::any_completion_handler<void(secret)>;

constexpr std::string_view new_token = "token-that-is-new";

class HostileToken : public hostile_test
{
protected:
    /// From now on only `new_token` is taken.
    void take_only_the_new_one()
    {
        answer_by(
            [](const seen_request& r)
            {
                return r.header("Authorization") == "Bearer " + std::string(new_token)
                           ? good_answer(r)
                           : answer(401, R"({"error":"token expired"})");
            });
    }

    /// A client whose provider keeps who asks it in `asked`.
    void reopen_with_slow_provider()
    {
        auto how = usual_options();
        how.refresh_token = [this](asked_provider done) { asked.push_back(std::move(done)); };
        reopen(how);
    }
    void reopen_with_provider_of(std::string_view token)
    {
        auto how = usual_options();
        how.refresh_token = [this, token](asked_provider done)
        {
            ++times;
            std::move(done)(secret(token));
        };
        reopen(how);
    }
    void provide(std::string_view token)
    {
        auto done = std::move(asked.back());
        asked.pop_back();
        std::move(done)(secret(token));
    }

    void expect_unauthorized(const error& why)
    {
        EXPECT_EQ(why.code, errc::unauthorized) << describe(why);
        EXPECT_TRUE(why.code == condition::auth);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(why.http_status, 401u);
        EXPECT_EQ(why.message, "token expired");
    }

    std::vector<asked_provider> asked;
    int times = 0;
};

TEST_F(HostileToken, RefusedWithoutProvider_IsUnauthorizedAfterOneRequest)
{
    for (const unsigned status : {401u, 403u})
    {
        const auto before = server().request_count();
        const auto why = write_met_with(answer(status, R"({"error":"bad token"})"));
        EXPECT_EQ(why.code, errc::unauthorized) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(why.http_status, status);
        EXPECT_EQ(server().request_count(), before + 1);
        expect_usable_after(why);
    }
}

TEST_F(HostileToken, NewOne_IsUsedFromThenOn)
{
    take_only_the_new_one();
    reopen_with_provider_of(new_token);
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    expect_usable();
    EXPECT_EQ(times, 1);
    EXPECT_EQ(server().request_count(), 3u);
    auto tx = begun();
    EXPECT_TRUE(finish(tx.commit()).has_value());
}

TEST_F(HostileToken, RefusedForManyAtOnce_IsRenewedOnce)
{
    take_only_the_new_one();
    reopen_with_slow_provider();
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 50; ++i)
        all.push_back(db().execute(a_write(), {}, boost::asio::use_future));
    ASSERT_TRUE(run_until([&] { return server().request_count() >= 20; }));
    ASSERT_EQ(asked.size(), 1u);
    provide(new_token);
    for (auto& one : all)
        EXPECT_TRUE(finish(one).has_value());
    EXPECT_TRUE(asked.empty());
    expect_usable();
}

TEST_F(HostileToken, SameOneAgainOrNone_IsUnauthorized)
{
    take_only_the_new_one();
    for (const auto token : {secret_token, std::string_view()})
    {
        reopen_with_provider_of(token);
        const auto before = server().request_count();
        const auto why = failing(a_write());
        expect_unauthorized(why);
        EXPECT_EQ(server().request_count(), before + 1);
        // The next call asks again: a token may have come meanwhile.
        expect_unauthorized(failing(a_write()));
    }
    EXPECT_EQ(times, 4);
}

TEST_F(HostileToken, NewOneThatIsRefusedToo_IsUnauthorized)
{
    take_only_the_new_one();
    reopen_with_provider_of("another bad one");
    expect_unauthorized(failing(a_write()));
    EXPECT_EQ(server().request_count(), 2u);
    EXPECT_EQ(times, 1);
}

TEST_F(HostileToken, ProviderThatNeverAnswers_KeepsNobodyBeyondTheDeadline)
{
    take_only_the_new_one();
    reopen_with_slow_provider();
    auto first = db().execute(a_write(), call_options(100ms), boost::asio::use_future);
    auto second = db().execute(a_write(), call_options(100ms), boost::asio::use_future);
    for (auto* one : {&first, &second})
    {
        const auto why = finish(*one).error();
        EXPECT_EQ(why.code, errc::timed_out) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
    }
    ASSERT_EQ(asked.size(), 1u);
    provide(new_token);
    expect_usable();
}

TEST_F(HostileToken, CancelledWhileItIsRenewed_EndsAtOnce)
{
    take_only_the_new_one();
    reopen_with_slow_provider();
    boost::asio::cancellation_signal stop;
    std::optional<result<rows>> told;
    auto on_end = [&](result<rows> r) { told.emplace(std::move(r)); };
    db().execute(a_write(), {}, boost::asio::bind_cancellation_slot(stop.slot(), on_end));
    ASSERT_TRUE(run_until([&] { return asked.size() == 1; }));
    stop.emit(boost::asio::cancellation_type::terminal);
    ASSERT_TRUE(run_until([&] { return told.has_value(); }));
    EXPECT_EQ(told->error().code, errc::cancelled) << describe(told->error());
    EXPECT_EQ(told->error().what_happened, outcome::not_executed);
    provide(new_token);
    expect_usable();
}

TEST_F(HostileToken, ClientThatGoesWhileItIsRenewed_TellsItsCallers)
{
    take_only_the_new_one();
    reopen_with_slow_provider();
    auto waiting = db().execute(a_write(), {}, boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return asked.size() == 1; }));
    close();
    EXPECT_EQ(finish(waiting).error().code, errc::shut_down);
    provide(new_token);
}

TEST_F(HostileToken, ProviderThatForgetsItsCaller_CountsAsNone)
{
    take_only_the_new_one();
    reopen_with_slow_provider();
    auto waiting = db().execute(a_write(), {}, boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return asked.size() == 1; }));
    asked.clear();
    expect_unauthorized(finish(waiting).error());
    reopen_with_provider_of(new_token);
    expect_usable();
}

TEST_F(HostileToken, ProviderThatThrows_CountsAsNone)
{
    take_only_the_new_one();
    auto how = usual_options();
    how.refresh_token = [](const asked_provider&) { throw std::runtime_error("no token service"); };
    reopen(how);
    expect_unauthorized(failing(a_write()));
    expect_unauthorized(failing(a_write()));
    reopen_with_provider_of(new_token);
    expect_usable();
}

TEST_F(HostileToken, ProviderOnAThreadOfItsOwn_IsNoHarm)
{
    take_only_the_new_one();
    std::thread elsewhere;
    auto how = usual_options();
    how.refresh_token = [&](asked_provider done)
    { elsewhere = std::thread([d = std::move(done)]() mutable { std::move(d)(secret(new_token)); }); };
    reopen(how);
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    elsewhere.join();
    expect_usable();
}

TEST_F(HostileToken, EchoedByTheServer_IsNotInTheError)
{
    const auto echo = "you sent Bearer " + std::string(secret_token) + " and " + std::string(secret_key);
    for (const auto& met_with :
         {answer(401, R"({"error":")" + echo + R"("})"), answer(500, echo),
          answer(400, "<html><body>" + echo),
          answer(429, R"({"message":"no","code":")" + echo + R"("})", "Retry-After: 100\r\n"),
          answer(
              200, answer_of_results(
                       R"({"type":"error","error":{"message":")" + echo + R"(","code":")" + echo +
                       R"("}},{"type":"ok","response":{"type":"close"}})"))})
    {
        const auto why = write_met_with(met_with);
        EXPECT_THAT(describe(why) + why.server_code, testing::Not(HasSubstr("nobody-may-see")));
        expect_usable_after(why);
    }
}

} // namespace
} // namespace ws::turso
