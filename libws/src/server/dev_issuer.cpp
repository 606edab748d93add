#include "server/dev_issuer.hpp"

#include "base/json_object_writer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>

#include <utility>

namespace ws::server
{
namespace
{

constexpr std::string_view session_class =
    "cl_B7d4PD111AAA"; ///< what Clerk writes into `cat` of session tokens

std::string id_of(const codec::rsa_public_key& key)
{
    return "ins_" + codec::base64url_encode(codec::as_view(key.fingerprint())).substr(0, 27);
}

} // namespace

dev_issuer::dev_issuer(codec::rsa_signing_key key, std::string url)
    : key_(std::move(key)), url_(std::move(url)), key_id_(id_of(key_.public_key()))
{
}

std::string dev_issuer::jwks() const
{
    std::string json = R"({"keys":[)";
    {
        object_writer key(json);
        key.string_always("use", "sig");
        key.string_always("kty", "RSA");
        key.string_always("kid", key_id_);
        key.string_always("alg", "RS256");
        key.string_always("n", codec::base64url_encode(key_.modulus()));
        key.string_always("e", codec::base64url_encode(key_.exponent()));
    }
    return json + "]}";
}

auth::key_set_ptr dev_issuer::keys() const { return auth::parse_key_set(jwks()).value(); }

std::string dev_issuer::mint(
    const dev_session& session, std::string_view authorized_party, std::chrono::sys_seconds now) const
{
    std::string header;
    {
        object_writer members(header);
        members.string_always("alg", "RS256");
        members.string_always("cat", session_class);
        members.string_always("kid", key_id_);
        members.string_always("typ", "JWT");
    }
    std::string token = codec::base64url_encode(header) + '.' +
                        codec::base64url_encode(claims_of(session, url_, authorized_party, now));
    const std::string signature = key_.sign_rs256(token);
    return token + '.' + codec::base64url_encode(signature);
}

} // namespace ws::server
