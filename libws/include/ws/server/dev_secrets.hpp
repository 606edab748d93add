#pragma once

#include <ws/base/error.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/rsa_signing_key.hpp>

#include <filesystem>
#include <string>

namespace ws::server
{

/// Secrets of a development server for which nobody set any.
struct dev_secrets
{
    secret webhook_secret;
    secret token_hmac_secret;
    secret clerk_webhook_secret; ///< "" in what an earlier version kept
};

/// Where they are kept, below the working directory.
inline constexpr const char* dev_directory = ".imagineo-ws";
inline constexpr const char* dev_secrets_file = "secrets.env";

/// New random ones, kept nowhere.
dev_secrets make_dev_secrets();

/// The ones kept in `directory`. Errors: errc::not_found when there are none
/// yet, errc::malformed_input for a file that is not ours or that others may
/// read, else the system's. `why` receives a sentence that says how to mend it.
result<dev_secrets> read_dev_secrets(const std::filesystem::path& directory, std::string& why);

/// The same, but made and kept (readable by the owner only) where there are
/// none yet. Two processes that do so at once agree on the same.
result<dev_secrets> read_or_make_dev_secrets(const std::filesystem::path& directory, std::string& why);

/// The key with which a development server signs tokens of its own, kept beside the secrets
/// under the same rules.
result<codec::rsa_signing_key> read_dev_issuer_key(const std::filesystem::path& directory, std::string& why);
result<codec::rsa_signing_key>
read_or_make_dev_issuer_key(const std::filesystem::path& directory, std::string& why);

} // namespace ws::server
