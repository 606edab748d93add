#pragma once

#include "support/clerk_tokens.hpp"
#include "support/fake_http_client.hpp"
#include "support/log_capture.hpp"

#include <ws/auth/clerk_keys.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ws::test
{

inline const std::string main_id = "ins_pubvec_main_01";
inline const std::string next_id = "ins_pubvec_next_02";

/// The public half of a test key under any id.
inline boost::json::object jwk(std::string_view key_name, std::string_view id)
{
    const auto file = read_json("clerk/test-keys.json");
    const auto& key = file.at("keys").at(key_name).at("private_jwk").as_object();
    return {{"kty", "RSA"}, {"kid", id}, {"n", key.at("n")}, {"e", key.at("e")}};
}

inline std::string key_set_text(std::initializer_list<boost::json::object> keys)
{
    return boost::json::serialize(
        boost::json::object{{"keys", boost::json::array(keys.begin(), keys.end())}});
}

/// A session token of user_1 that holds at `now`.
inline std::string session_token(std::string_view key_name, std::string_view id, system_time now)
{
    using namespace std::chrono_literals;
    const auto expires = std::chrono::floor<std::chrono::seconds>(now + 60s).time_since_epoch().count();
    return rsa_signer(key_name).sign(
        boost::json::serialize(boost::json::object{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", id}}),
        boost::json::serialize(boost::json::object{{"sub", "user_1"}, {"sid", "sess_1"}, {"exp", expires}}));
}

/// Keys that are fetched from a server that the test plays, at a time that it moves.
class clerk_keys_fixture : public testing::Test
{
protected:
    static auth::clerk_key_sources both_sources()
    {
        return {
            .backend_url = "https://api.example.test/v1/jwks",
            .secret_key = secret("sk_test_hidden"),
            .frontend_url = "https://clerk.example.test/.well-known/jwks.json",
            .user_agent = "imagineo-ws/1.2.3"};
    }

    static auth::clerk_key_sources backend_alone()
    {
        auto sources = both_sources();
        sources.frontend_url.clear();
        return sources;
    }

    ~clerk_keys_fixture() override
    {
        if (!keys_)
            return;
        net::asio::co_spawn(io_.get_executor(), keys_->stop(), net::asio::detached);
        settle();
    }

    void use(auth::clerk_key_sources sources)
    {
        keys_ = auth::make_remote_clerk_keys(
            io_.get_executor(), wheel_, client_, std::move(sources), std::chrono::hours(24));
    }

    /// Starts and answers the first request with these keys.
    void start_with(std::initializer_list<boost::json::object> keys)
    {
        start();
        client_.answer(200, key_set_text(keys));
        settle();
    }

    void start(std::chrono::milliseconds limit = std::chrono::seconds(5))
    {
        if (!keys_)
            use(backend_alone());
        const auto on_end = [this](const std::exception_ptr&) { started_ = true; };
        net::asio::co_spawn(io_.get_executor(), keys_->start(limit), on_end);
        settle();
    }

    /// Everything that can happen without waiting, happens.
    void settle()
    {
        io_.restart();
        io_.poll();
    }

    void advance(std::chrono::milliseconds by)
    {
        const auto end = wheel_.now() + by;
        while (wheel_.now() < end)
        {
            const auto step = std::min<steady_time>(end, wheel_.now() + std::chrono::milliseconds(500));
            now_ += step - wheel_.now();
            wheel_.advance(step);
            settle();
        }
    }

    /// Answers every attempt with an error, for as long as anybody waits for keys.
    void fail_refreshes()
    {
        for (int second = 0; second < 4; ++second)
        {
            while (client_.under_way() > 0)
            {
                client_.answer(500);
                settle();
            }
            advance(std::chrono::seconds(1));
        }
    }

    /// Verifies; its place in verdicts_ is filled once that is decided.
    std::size_t ask(std::string token)
    {
        verdicts_.emplace_back();
        net::asio::co_spawn(
            io_.get_executor(), verify(std::move(token), verdicts_.size() - 1), net::asio::detached);
        settle();
        return verdicts_.size() - 1;
    }

    /// "ok", the reason, or "" while it waits.
    [[nodiscard]] std::string verdict(std::size_t of) const { return verdicts_.at(of); }
    std::string verdict_now(std::string token) { return verdict(ask(std::move(token))); }

    [[nodiscard]] std::string token(std::string_view key_name, std::string_view id) const
    {
        return session_token(key_name, id, now_);
    }

    net::asio::io_context io_{1};
    net::timer_wheel wheel_{steady_time(std::chrono::hours(1))};
    system_time now_{std::chrono::seconds(1'893'456'000)};
    fake_http_client client_{io_.get_executor()};
    log_capture log_;
    std::unique_ptr<auth::clerk_keys> keys_;
    bool started_ = false;

private:
    net::task<void> verify(std::string token, std::size_t place)
    {
        const auth::clerk_token_verifier verifier({});
        const auto unverified = verifier.inspect(token);
        const now_fn clock = [this] { return now_; };
        const auto who = co_await auth::verify_clerk_token(verifier, *unverified, *keys_, clock, true);
        verdicts_[place] = who ? "ok" : std::string(to_string(who.error()));
    }

    std::vector<std::string> verdicts_;
};

} // namespace ws::test
