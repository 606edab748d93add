// What verifying one delivery of 2 KiB costs, beside the bare calls of OpenSSL for its
// signature. All take turns, and the best of many rounds counts: the machine is shared.
// Usage: webhook_deliveries [rounds]

#include "support/ed25519_signer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/provider.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

using namespace ws::webhook;

constexpr int calls_in_round = 500;
constexpr std::size_t body_bytes = 2048;
const std::string timestamp = "1893456000";
const std::string key = "benchmark-secret-of-32-bytes-ok!";
const ws::test::ed25519_signer signer(1);

/// Seconds of this thread's processor time for one call: others run here too.
double seconds_per_call(const std::function<bool()>& call)
{
    const auto thread_seconds = []
    {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
    };
    const double begin = thread_seconds();
    for (int i = 0; i < calls_in_round; ++i)
        if (!call())
            throw std::runtime_error("a good delivery was refused");
    return (thread_seconds() - begin) / calls_in_round;
}

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

bool bare_hmac(std::string_view message, std::string_view expected)
{
    std::array<unsigned char, 32> mac{};
    unsigned int size = 0;
    HMAC(
        EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), mac.data(),
        &size);
    return CRYPTO_memcmp(mac.data(), expected.data(), mac.size()) == 0;
}

/// OpenSSL as its manual uses it.
class bare_ed25519
{
public:
    bare_ed25519()
        : key_(
              EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(signer.public_key()), 32),
              EVP_PKEY_free)
    {
    }

    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const
    {
        EVP_MD_CTX* const context = EVP_MD_CTX_new();
        const bool holds =
            EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key_.get()) == 1 &&
            EVP_DigestVerify(
                context, bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
        EVP_MD_CTX_free(context);
        return holds;
    }

private:
    std::shared_ptr<EVP_PKEY> key_;
};

std::string body_of_that_size()
{
    std::string body = R"({"request_id":"r1","status":"OK","payload":{"seed":1,"text":")";
    body.resize(body_bytes - 3, 'x');
    return body + "\"}}";
}

struct delivery
{
    std::vector<header_view> headers;
    std::string_view body;

    [[nodiscard]] bool verifies(const provider& receiver) const
    {
        const ws::system_time now{std::chrono::seconds(1'893'456'000)};
        return receiver.verify({headers, body, now}).outcome == verdict::ok;
    }
};

provider standard_provider()
{
    provider_options options;
    options.secrets.emplace_back("whsec_" + ws::codec::base64_encode(key));
    options.public_keys.push_back("whpk_" + ws::codec::base64_encode(signer.public_key()));
    return provider(std::move(options));
}

provider fal_provider()
{
    provider_options options;
    options.used = scheme::fal;
    provider made(std::move(options));
    made.use_fal_keys(std::make_shared<const fal_keys>(
        fal_keys{ws::codec::ed25519_public_key::from_bytes(signer.public_key()).value()}));
    return made;
}

struct measured
{
    const char* name;
    std::function<bool()> call;
    std::size_t bare; ///< which of them it is compared with
    double best = std::numeric_limits<double>::max();
};

void report(const measured& m, double bare)
{
    std::printf("%-32s %8.0f/s %8.2f us %6.2f x bare\n", m.name, 1 / m.best, m.best * 1e6, m.best / bare);
}

} // namespace

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 40;
    const std::string body = body_of_that_size();
    const std::string text = "msg_1." + timestamp + '.' + body;
    const auto mac_digest = ws::codec::hmac_sha256(key, text);
    const std::string mac(ws::codec::as_view(mac_digest));
    const std::string v1 = "v1," + ws::codec::base64_encode(mac);
    const std::string ed25519 = signer.sign(text);
    const std::string v1a = "v1a," + ws::codec::base64_encode(ed25519);
    const auto digest = ws::codec::sha256(body);
    const std::string fal_text =
        "r1\nu1\n" + timestamp + '\n' + ws::codec::to_hex(ws::codec::as_view(digest));
    const std::string fal_bytes = signer.sign(fal_text);
    const std::string fal_signature = ws::codec::to_hex(fal_bytes);

    const provider standard = standard_provider();
    const provider fal = fal_provider();
    const bare_ed25519 bare;
    const std::vector<header_view> usual{{"host", "ws.example.com"}, {"content-type", "application/json"}};
    const auto standard_delivery = [&](std::string_view signature)
    {
        delivery d{usual, body};
        d.headers.insert(
            d.headers.end(),
            {{"svix-id", "msg_1"}, {"svix-timestamp", timestamp}, {"svix-signature", signature}});
        return d;
    };
    const delivery with_v1 = standard_delivery(v1);
    const delivery with_v1a = standard_delivery(v1a);
    delivery from_fal{usual, body};
    from_fal.headers.insert(
        from_fal.headers.end(), {{"x-fal-webhook-request-id", "r1"},
                                 {"x-fal-webhook-user-id", "u1"},
                                 {"x-fal-webhook-timestamp", timestamp},
                                 {"x-fal-webhook-signature", fal_signature}});

    std::vector<measured> all{
        {"OpenSSL, bare HMAC-SHA-256", [&] { return bare_hmac(text, mac); }, 0},
        {"standard v1", [&] { return with_v1.verifies(standard); }, 0},
        {"OpenSSL, bare Ed25519 of 2 KiB", [&] { return bare.verify(text, ed25519); }, 2},
        {"standard v1a", [&] { return with_v1a.verifies(standard); }, 2},
        {"OpenSSL, bare Ed25519 of a digest", [&] { return bare.verify(fal_text, fal_bytes); }, 4},
        {"fal, with its body's id", [&] { return from_fal.verifies(fal); }, 4}};
    for (int round = 0; round < rounds; ++round)
        for (measured& m : all)
            m.best = std::min(m.best, seconds_per_call(m.call));
    for (const measured& m : all)
        report(m, all[m.bare].best);
    return 0;
}
