#pragma once

#include <ws/base/error.hpp>
#include <ws/codec/rsa_signing_key.hpp>
#include <ws/server/dev_secrets.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace ws::server
{

/// What a configuration depends on besides its variables; tests bring their own.
struct host_facts
{
    std::size_t open_file_limit = 0;
    std::optional<std::size_t> memory_limit; ///< of the container, in bytes

    /// The content of a file that a variable names.
    std::function<result<std::string>(const std::string& path)> read_file;

    /// Secrets for development where none are set; `why` receives what kept us from them.
    std::function<result<dev_secrets>(std::string& why)> development_secrets;
    /// The same for the key that signs development's own tokens.
    std::function<result<codec::rsa_signing_key>(std::string& why)> development_issuer_key;
};

/// The facts of this process. Raises its limit of open files to the hard limit;
/// development secrets are made at the first start and kept in `.imagineo-ws`.
host_facts process_facts();

/// The same, but nothing is written: secrets that were never made are made up.
host_facts process_facts_read_only();

} // namespace ws::server
