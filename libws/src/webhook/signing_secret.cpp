#include <ws/codec/base64.hpp>
#include <ws/webhook/signing_secret.hpp>

#include <openssl/crypto.h>

#include <utility>

namespace ws::webhook
{
namespace
{

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view private_key_prefix = "whsk_";
constexpr std::string_view public_key_prefix = "whpk_";

/// The key behind `whsec_`; empty when that is no base64.
secret decoded(std::string_view text)
{
    if (text.starts_with(secret_prefix))
        text.remove_prefix(secret_prefix.size());
    std::string bytes;
    if (!codec::append_base64_decoded(bytes, text))
        return {};
    secret key(bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return key;
}

result<signing_secret> parse_standard(std::string_view text, std::string& why)
{
    const auto refuse = [&](std::string problem)
    {
        why = std::move(problem);
        return errc::malformed_input;
    };
    if (text.starts_with(private_key_prefix))
        return refuse("is a private signing key (whsk_…), which only the sender may have");
    if (text.starts_with(public_key_prefix))
        return refuse("is a public key (whpk_…), which belongs to the public keys");
    signing_secret parsed{decoded(text), {}};
    if (parsed.key.empty())
        return refuse("is not base64, with or without whsec_ before it");
    const std::string length = std::to_string(parsed.key.size());
    if (parsed.key.size() < accepted_key_min_bytes)
        return refuse("decodes to " + length + " bytes; at least 16 are needed");
    if (parsed.key.size() < usual_key_min_bytes || parsed.key.size() > usual_key_max_bytes)
        parsed.warning = "decodes to " + length + " bytes; usual are 24 to 64: check that it is whole";
    return parsed;
}

} // namespace

result<signing_secret> parse_signing_secret(scheme used_by, std::string_view text, std::string& why)
{
    if (used_by == scheme::standard)
        return parse_standard(text, why);
    if (used_by == scheme::fal)
    {
        why = "has no use: fal signs with keys that it publishes";
        return errc::malformed_input;
    }
    if (text.empty())
    {
        why = "is empty";
        return errc::malformed_input;
    }
    signing_secret parsed{secret(text), {}};
    if (used_by == scheme::shared_secret && text.starts_with(secret_prefix))
        parsed.warning = "looks like a provider's webhook signing secret (whsec_…); senders have to "
                         "present it as it stands, so check that nothing else was meant";
    return parsed;
}

secret signing_key_of_shared(const secret& shared)
{
    if (shared.reveal().starts_with(secret_prefix))
    {
        secret key = decoded(shared.reveal());
        if (key.size() >= accepted_key_min_bytes)
            return key;
    }
    return shared;
}

result<codec::ed25519_public_key> parse_public_key(std::string_view text, std::string& why)
{
    if (!text.starts_with(public_key_prefix))
    {
        why = "does not begin with whpk_";
        return errc::malformed_input;
    }
    std::string bytes;
    if (!codec::append_base64_decoded(bytes, text.substr(public_key_prefix.size())))
    {
        why = "is not base64 behind whpk_";
        return errc::malformed_input;
    }
    auto key = codec::ed25519_public_key::from_bytes(bytes);
    if (!key)
        why = "decodes to " + std::to_string(bytes.size()) + " bytes; an Ed25519 public key has 32";
    return key;
}

} // namespace ws::webhook
