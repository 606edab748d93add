#pragma once

#include "server/config_reader.hpp"

#include <ws/server/config.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// load_config(), by subject. Each part reads its variables into the
/// configuration; what it needs of the others was read before, in this order.
namespace ws::server
{

environment read_environment(config_reader& in);
void read_listener(config_reader& in, config& c);
void read_origins(config_reader& in, config& c);
void read_clerk_keys(config_reader& in, config& c);
void read_clerk_tokens(config_reader& in, config& c);
void read_keys(config_reader& in, config& c);
void read_admin_keys(config_reader& in, config& c); ///< after read_keys()
void read_webhooks(config_reader& in, config& c);
void read_database(config_reader& in, config& c);
void read_channels(config_reader& in, config& c, const host_facts& host);
void read_edge(config_reader& in, config& c);
void read_token_sources(config_reader& in, config& c); ///< after origins and Clerk
void read_limits(config_reader& in, config& c, const host_facts& host);
void read_operation(config_reader& in, config& c);
void read_metrics(config_reader& in, config& c);

/// TOKEN_SOURCES as they are written.
std::string to_string(const token_sources& sources);

/// Secrets for development where none are set.
void complete_development(config_reader& in, config& c, const host_facts& host);

/// The app's webhooks come with WEBHOOK_SECRET and Clerk's with CLERK_WEBHOOK_SIGNING_SECRET, also
/// where development has just made them.
void complete_webhooks(config& c);

/// What only the whole configuration shows.
void warn_of_the_whole(config_reader& in, const config& c);

/// A variable that must be set under strict rules; whether it is missing.
bool require(config_reader& in, environment env, std::string_view name, std::string_view mend);

/// The entries of a list of origins, each once; patterns where the environment and the Clerk
/// instance allow them.
std::vector<auth::origin> read_origin_list(config_reader& in, environment env, std::string_view name);

/// Where the pages are from that this server has itself in development.
std::vector<auth::origin> own_loopback_origins(const config& c);

/// Which kind of Clerk instance the keys of the environment belong to; nothing where none says it.
std::optional<auth::clerk_instance> configured_clerk_instance(const config_reader& in);

/// What a request may present as a key, in bytes.
inline constexpr std::size_t longest_key = 512;

/// Complains, under strict rules, of a secret that can be guessed: entry `position` of a
/// variable, from 1.
void check_secret_length(
    config_reader& in, environment env, std::string_view name, std::size_t position, std::size_t length);

/// The key "name=…" of an entry that is a key and nothing else.
auth::api_key plain_api_key(std::string_view key);

} // namespace ws::server
