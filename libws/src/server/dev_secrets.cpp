#include "server/private_file.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/random.hpp>
#include <ws/server/dev_secrets.hpp>
#include <ws/server/env_file.hpp>

#include <fmt/format.h>

namespace ws::server
{
namespace
{

constexpr const char* webhook_name = "WEBHOOK_SECRET";
constexpr const char* token_name = "TOKEN_HMAC_SECRETS";
constexpr const char* clerk_name = "CLERK_WEBHOOK_SIGNING_SECRET";
constexpr const char* issuer_key_file = "issuer.pem";
constexpr std::size_t secret_bytes = 32;

secret random_secret() { return secret(codec::base64url_encode(codec::random_bytes(secret_bytes))); }

/// In the form of Standard Webhooks.
secret random_signing_secret()
{
    return secret("whsec_" + codec::base64_encode(codec::random_bytes(secret_bytes)));
}

std::string line_of(const char* name, const secret& value)
{
    return fmt::format("{}={}\n", name, value.reveal());
}

std::string file_text(const dev_secrets& secrets)
{
    return "# Made by imagineo-ws for development. Delete this file to get new ones.\n" +
           line_of(webhook_name, secrets.webhook_secret) + line_of(token_name, secrets.token_hmac_secret) +
           line_of(clerk_name, secrets.clerk_webhook_secret);
}

/// "" where the file does not have it.
secret value_of(const variables& kept, const char* name)
{
    const auto found = kept.values.find(name);
    return found == kept.values.end() ? secret() : secret(found->second);
}

/// Says what else helps where the file cannot be read or made.
void name_the_way_around(std::string& why)
{
    why += fmt::format("; mend that, or set {}, {} and {}", webhook_name, token_name, clerk_name);
}

/// A file of an earlier version has no secret for Clerk's webhooks.
result<dev_secrets>
complete(const std::filesystem::path& directory, const dev_secrets& kept, std::string& why)
{
    if (!kept.clerk_webhook_secret.empty())
        return kept;
    const std::string line = line_of(clerk_name, random_signing_secret());
    if (const auto added = append_to_private_file(directory / dev_secrets_file, line, clerk_name, why);
        !added)
    {
        name_the_way_around(why);
        return added.error();
    }
    return read_dev_secrets(directory, why);
}

} // namespace

dev_secrets make_dev_secrets() { return {random_secret(), random_secret(), random_signing_secret()}; }

result<dev_secrets> read_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    const std::filesystem::path path = directory / dev_secrets_file;
    const auto text = read_private_file(path, why);
    if (!text)
    {
        name_the_way_around(why);
        return text.error();
    }
    std::vector<config_problem> problems;
    const variables kept = parse_env_file(*text, problems);
    dev_secrets secrets{value_of(kept, webhook_name), value_of(kept, token_name), value_of(kept, clerk_name)};
    if (!problems.empty() || secrets.webhook_secret.empty() || secrets.token_hmac_secret.empty())
    {
        why = fmt::format(
            "{} does not hold {} and {}; delete it and start again", path.string(), webhook_name, token_name);
        return errc::malformed_input;
    }
    return secrets;
}

result<dev_secrets> read_or_make_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    auto kept = read_dev_secrets(directory, why);
    if (kept)
        return complete(directory, *kept, why);
    if (kept.error() != errc::not_found)
        return kept;
    if (const auto created =
            create_private_file_once(directory / dev_secrets_file, file_text(make_dev_secrets()), why);
        !created)
    {
        name_the_way_around(why);
        return created.error();
    }
    return read_dev_secrets(directory, why);
}

result<codec::rsa_signing_key> read_dev_issuer_key(const std::filesystem::path& directory, std::string& why)
{
    const std::filesystem::path path = directory / issuer_key_file;
    const auto text = read_private_file(path, why);
    if (!text)
        return text.error();
    auto key = codec::rsa_signing_key::from_pem(*text);
    if (!key)
        why = fmt::format("{} holds no RSA key; delete it and start again", path.string());
    return key;
}

result<codec::rsa_signing_key>
read_or_make_dev_issuer_key(const std::filesystem::path& directory, std::string& why)
{
    auto kept = read_dev_issuer_key(directory, why);
    if (kept || kept.error() != errc::not_found)
        return kept;
    const secret pem = codec::rsa_signing_key::generate().to_pem();
    if (const auto created = create_private_file_once(directory / issuer_key_file, pem.reveal(), why);
        !created)
        return created.error();
    return read_dev_issuer_key(directory, why);
}

} // namespace ws::server
