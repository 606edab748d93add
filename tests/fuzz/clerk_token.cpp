#include "auth/clerk_claims.hpp"
#include "require.hpp"

#include <ws/auth/clerk_token.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/strict_json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace
{

using namespace ws::auth;

/// The clock of the seeds.
const token_circumstances now{ws::system_time{std::chrono::seconds(1'893'456'000)}};

const clerk_token_options& options()
{
    static const clerk_token_options all{
        .authorized_parties = {"https://app.gallery.example.test"},
        .audience = {"realtime"},
        .issuers = {"https://clerk.gallery.example.test"}};
    return all;
}

/// One key, whose private half nobody has: no input is rightly signed with it.
const key_set& keys()
{
    static const key_set_ptr set = []
    {
        std::string document = R"({"keys":[{"kty":"RSA","kid":"ins_pubvec_main_01","e":"AQAB","n":")";
        document += ws::codec::base64url_encode(std::string(256, '\xFF')) + "\"}]}";
        return parse_key_set(document).value();
    }();
    return *set;
}

void check_identity(const clerk_identity& who)
{
    require(!who.user_id.empty() && who.user_id.size() <= 255, "a user has an id of limited length");
    require(who.user_id.find('\0') == std::string::npos, "a user id holds no control character");
    require(!who.session_id.empty(), "a session has an id");
    // Not in nanoseconds, where the year 9999 has no place.
    const auto milliseconds_now = std::chrono::floor<std::chrono::milliseconds>(now.now);
    require(who.expires + options().clock_skew > milliseconds_now, "what has expired is refused");
    require(!who.status || *who.status == "active", "pending sessions are refused");
    require(!who.actor || who.impersonated, "an actor impersonates");
}

/// What stands behind a right signature, which the fuzzer cannot guess.
void check_claims(const std::string& text)
{
    const auto payload = ws::codec::parse_strict_json(text);
    if (!payload || !payload->is_object())
        return;
    for (const clerk_token_options& chosen : {clerk_token_options{}, options()})
        if (const auto who = check_clerk_claims({payload->get_object(), text}, chosen, now))
            check_identity(*who);
        else
            require(
                failure_of(who.error()) != token_failure::temporary,
                "claims are no matter of our key source");
}

void check_token(std::string_view token)
{
    const clerk_token_verifier verifier(options());
    require(!verifier.verify(token, keys(), now), "nobody has signed this");
    if (const auto inspected = verifier.inspect(token))
    {
        const auto who = verifier.verify(*inspected, keys(), now);
        require(
            who.error() == token_reason::jwk_kid_mismatch ||
                who.error() == token_reason::token_invalid_signature,
            "behind the form comes the signature");
    }
}

/// The number is cut from the input, so that it may be long.
void check_permissions(std::string_view input)
{
    const auto granted = granted_permissions("o:a,u:b,ou:c," + std::string(input), "p,q,r,s", input);
    for (const std::string& name : granted)
        require(name.starts_with("org:"), "a permission belongs to the organisation");
}

} // namespace

/// The input is taken for a token, for its header, for its claims, and for the
/// lists that permissions are made of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    check_token(input);
    check_token(ws::codec::base64url_encode(input) + ".e30.c2ln");
    check_claims(input);
    check_permissions(input);
    return 0;
}
