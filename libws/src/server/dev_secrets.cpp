#include "server/private_file.hpp"

#include <ws/codec/base64.hpp>
#include <ws/server/dev_secrets.hpp>
#include <ws/server/env_file.hpp>

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace ws::server
{
namespace
{

constexpr const char* webhook_name = "WEBHOOK_SECRET";
constexpr const char* token_name = "TOKEN_HMAC_SECRETS";
constexpr const char* issuer_key_file = "issuer.pem";

secret random_secret()
{
    std::array<unsigned char, 32> bytes;
    if (RAND_bytes(bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("the system gives no random bytes");
    return secret(codec::base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

std::string file_text(const dev_secrets& secrets)
{
    return fmt::format(
        "# Made by imagineo-ws for development. Delete this file to get new ones.\n{}={}\n{}={}\n",
        webhook_name, secrets.webhook_secret.reveal(), token_name, secrets.token_hmac_secret.reveal());
}

} // namespace

dev_secrets make_dev_secrets() { return {random_secret(), random_secret()}; }

result<dev_secrets> read_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    const std::filesystem::path path = directory / dev_secrets_file;
    const auto text = read_private_file(path, why);
    if (!text)
    {
        why += fmt::format("; mend that, or set {} and {}", webhook_name, token_name);
        return text.error();
    }
    std::vector<config_problem> problems;
    const variables kept = parse_env_file(*text, problems);
    const auto webhook = kept.values.find(webhook_name);
    const auto token = kept.values.find(token_name);
    if (!problems.empty() || webhook == kept.values.end() || webhook->second.empty() ||
        token == kept.values.end() || token->second.empty())
    {
        why = fmt::format(
            "{} does not hold {} and {}; delete it and start again", path.string(), webhook_name, token_name);
        return errc::malformed_input;
    }
    return dev_secrets{secret(webhook->second), secret(token->second)};
}

result<dev_secrets> read_or_make_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    auto kept = read_dev_secrets(directory, why);
    if (kept || kept.error() != errc::not_found)
        return kept;
    if (const auto created =
            create_private_file_once(directory / dev_secrets_file, file_text(make_dev_secrets()), why);
        !created)
    {
        why += fmt::format("; mend that, or set {} and {}", webhook_name, token_name);
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
