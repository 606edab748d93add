#include "support/clerk_tokens.hpp"

#include <ws/codec/rsa_key.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace
{

using ws::codec::rsa_public_key;

/// The first use of a key prepares it inside OpenSSL: here all threads are the first.
TEST(RsaKeyThreads, OneKey_IsUsedByAllAtOnce)
{
    const auto jwks = ws::test::read_json("clerk/jwks.json");
    const auto& jwk = jwks.at("keys").as_array().at(0).as_object();
    const auto number = [&jwk](const char* name)
    { return ws::codec::base64url_decode(jwk.at(name).as_string()).value(); };
    const rsa_public_key key = rsa_public_key::from_numbers(number("n"), number("e")).value();
    const std::string signature = ws::test::rsa_signer("main").signature_of("message");

    constexpr int thread_count = 4;
    std::atomic<int> right = 0;
    std::latch together(thread_count);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < thread_count; ++i)
            threads.emplace_back(
                [&, mine = key]
                {
                    together.arrive_and_wait();
                    for (int n = 0; n < 50; ++n)
                        if (mine.verify_rs256("message", signature) && !key.verify_rs256("other", signature))
                            ++right;
                });
    }
    EXPECT_EQ(right, 4 * 50);
}

} // namespace
