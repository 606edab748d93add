// What checking one Clerk session token costs, beside the bare call of OpenSSL that
// verifies its signature. The three take turns, and the best of many rounds counts:
// the machine is shared. Usage: clerk_tokens [rounds]

#include "support/clerk_tokens.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace
{

using namespace ws::auth;

constexpr int calls_in_round = 500;

/// Seconds of this thread's processor time for one call: others run here too.
template <class Call>
double seconds_per_call(Call call)
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
            throw std::runtime_error("a good token was refused");
    return (thread_seconds() - begin) / calls_in_round;
}

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// OpenSSL as its manual uses it, with a key read by OpenSSL itself.
class bare_openssl
{
public:
    explicit bare_openssl(std::string_view der)
    {
        const unsigned char* at = bytes_of(der);
        key_.reset(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())), EVP_PKEY_free);
    }

    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const
    {
        EVP_MD_CTX* const context = EVP_MD_CTX_new();
        const bool holds =
            EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
            EVP_DigestVerify(
                context, bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
        EVP_MD_CTX_free(context);
        return holds;
    }

private:
    std::shared_ptr<EVP_PKEY> key_;
};

std::string der_of(std::string pem)
{
    const std::size_t begin = pem.find('\n');
    std::string digits = pem.substr(begin, pem.find("-----END") - begin);
    std::erase(digits, '\n');
    return ws::codec::base64_decode(digits).value();
}

/// The claims of an organisation's member, the longest of the usual tokens.
const boost::json::value& usual_case(const boost::json::value& file)
{
    for (const auto& c : file.at("cases").as_array())
        if (c.at("id").as_string() == "ok-v2-org")
            return c;
    throw std::runtime_error("the vectors have no ok-v2-org");
}

void report(const char* what, double seconds, double bare)
{
    std::printf("%-28s %8.0f/s %8.2f us %6.2f x bare\n", what, 1 / seconds, seconds * 1e6, seconds / bare);
}

} // namespace

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 40;
    const auto file = ws::test::read_json("clerk/cases.json");
    const auto& c = usual_case(file);
    const std::string token(c.at("token").as_string());
    const std::string message = token.substr(0, token.rfind('.'));
    const std::string signature = ws::codec::base64url_decode(token.substr(message.size() + 1)).value();
    const auto seconds_now = std::chrono::seconds(c.at("now").as_int64());

    const auto keys = parse_key_set(ws::test::read_text("clerk/jwks.json")).value();
    const auto& key = keys->find("ins_pubvec_main_01").front();
    const bare_openssl bare(der_of(ws::test::read_text("clerk/public-key.pem")));
    const clerk_token_verifier verifier(
        {.authorized_parties = {"https://app.gallery.example.test"},
         .issuers = {"https://clerk.gallery.example.test"}});
    const token_circumstances now{ws::system_time{seconds_now}};

    double best_bare = std::numeric_limits<double>::max();
    double best_ours = best_bare;
    double best_token = best_bare;
    for (int round = 0; round < rounds; ++round)
    {
        best_bare = std::min(best_bare, seconds_per_call([&] { return bare.verify(message, signature); }));
        best_ours =
            std::min(best_ours, seconds_per_call([&] { return key.verify_rs256(message, signature); }));
        best_token = std::min(
            best_token, seconds_per_call([&] { return verifier.verify(token, *keys, now).has_value(); }));
    }
    report("OpenSSL, bare", best_bare, best_bare);
    report("RS256 signature", best_ours, best_bare);
    report("session token, all checks", best_token, best_bare);
    return 0;
}
