#include "require.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/codec/jws.hpp>
#include <ws/codec/strict_json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace
{

using namespace ws::auth;
using namespace ws::codec;

const std::chrono::sys_seconds now{std::chrono::seconds(1'893'456'000)};
const ws::secret key("test-only-hmac-secret-0123456789abcdef"); // the seeds' tokens verify with it

const hmac_token_verifier& verifier()
{
    static const hmac_token_verifier instance = []
    {
        hmac_token_options options;
        options.secrets.push_back(key);
        return hmac_token_verifier(std::move(options));
    }();
    return instance;
}

void check_json(const std::string& text)
{
    require(text.empty() || parse_strict_json(text), "a claim's JSON is JSON");
    require(text.find_first_of("\r\n") == std::string::npos, "a claim's JSON is one line");
}

void check_base64(std::string_view text)
{
    if (const auto bytes = base64_decode(text))
        require(base64_encode(*bytes) == text, "base64 has one spelling");
    if (const auto bytes = base64url_decode(text))
        require(base64url_encode(*bytes) == text, "base64url has one spelling");
}

void check_form(std::string_view token)
{
    const auto jws = parse_compact_jws(token);
    if (!jws)
        return;
    require(token.size() <= max_token_bytes, "long tokens are refused");
    require(token.starts_with(jws->signing_input), "the signed part is the token's beginning");
    require(
        token.substr(jws->signing_input.size() + 1) == base64url_encode(jws->signature),
        "the rest is the signature");
}

void check_claims(std::string_view token)
{
    if (const auto claims = verifier().verify_connection(token, now))
    {
        require(!claims->expires || *claims->expires > now, "what has expired is refused");
        check_json(claims->info);
        check_json(claims->meta);
        for (const auto& [channel, subscription] : claims->subscriptions)
        {
            require(!channel.empty(), "a channel has a name");
            check_json(subscription.info);
            check_json(subscription.data);
        }
    }
    if (const auto claims = verifier().verify_subscription(token, now))
    {
        require(!claims->expires || *claims->expires > now, "what has expired is refused");
        require(!claims->channel.empty(), "a channel has a name");
        check_json(claims->info);
        check_json(claims->data);
    }
}

std::string signed_with_header(std::string_view header)
{
    const std::string input = base64url_encode(header) + ".e30";
    const auto mac = hmac_sha256(key.reveal(), input);
    return input + '.' + base64url_encode(as_view(mac));
}

} // namespace

/// The input is taken for a token, for the payload of one that is rightly signed,
/// and for the header of one: guessing a signature is not the fuzzer's strength.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    check_base64(input);
    for (const std::string& token : {input, sign_hmac_token(input, key), signed_with_header(input)})
    {
        check_form(token);
        check_claims(token);
    }
    return 0;
}
