#pragma once

#include <ws/auth/api_key.hpp>
#include <ws/auth/hmac_token.hpp>
#include <ws/auth/origin.hpp>
#include <ws/base/log.hpp>
#include <ws/base/secret.hpp>
#include <ws/codec/rsa_signing_key.hpp>
#include <ws/realtime/channel_options.hpp>
#include <ws/server/clerk_settings.hpp>
#include <ws/server/config_problem.hpp>
#include <ws/server/edge_settings.hpp>
#include <ws/server/host_facts.hpp>
#include <ws/server/variables.hpp>
#include <ws/server/webhook_settings.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ws::server
{

/// NODE_ENV.
enum class environment : std::uint8_t
{
    production,
    staging,
    beta,
    development,
    test,
};

std::string_view to_string(environment e) noexcept;

/// Whether the strict rules hold: production, staging and beta.
constexpr bool is_strict(environment e) noexcept
{
    return e != environment::development && e != environment::test;
}

/// Everything that can be set, complete and checked. Names and defaults are in
/// docs/configuration.md.
struct config
{
    environment env = environment::production;
    std::string host; ///< numeric address
    std::uint16_t port = 0;
    std::vector<auth::origin> frontend_origins; ///< FRONTEND_URL: also the authorised parties
    std::vector<auth::origin> allowed_origins;  ///< whose pages may connect

    clerk_settings clerk;
    /// Signs session tokens in development where no key of Clerk's is set; elsewhere there is none.
    std::optional<codec::rsa_signing_key> dev_issuer_key;
    std::chrono::seconds expiry_grace{60}; ///< AUTH_CLOSE_DELAY
    webhook_settings webhooks;
    std::vector<secret>
        webhook_secrets; ///< newest first: of the app's webhooks, and API keys where there are no others
    std::vector<auth::api_key> api_keys;
    std::vector<auth::api_key> admin_keys; ///< ADMIN_API_KEY, newest first: scope admin and no other
    auth::hmac_token_options tokens;
    std::string database_url; ///< see turso::parse_database_url()
    secret database_auth_token;

    std::map<std::string, realtime::channel_options, std::less<>> namespaces;
    bool client_insecure = false;

    edge_settings edge;
    std::size_t max_connections = 0;
    std::optional<std::uint64_t> memory_limit; ///< of the process, in bytes
    std::size_t max_body_bytes = 0;
    std::size_t queue_limit_bytes = 0;  ///< of one connection
    std::size_t queue_budget_bytes = 0; ///< of the process

    log::level log_level = log::level::info;
    log::format log_format = log::format::json;
    std::string release_sha; ///< may be ""
    std::chrono::milliseconds shutdown_spread{0};
    std::vector<secret> metrics_tokens;
};

struct loaded_config
{
    config value;
    std::vector<config_warning> warnings;
};

/// A complete configuration, or every problem there is, in the order of the
/// documentation. A secret never gets into a problem or a warning.
std::variant<loaded_config, std::vector<config_problem>>
load_config(const variables& given, const host_facts& host);

/// NODE_ENV alone, without looking at anything else.
std::variant<environment, std::vector<config_problem>> load_environment(const variables& given);

/// Where the server listens, without looking at anything else.
struct listen_address
{
    std::string host;
    std::uint16_t port = 0;
};
std::variant<listen_address, std::vector<config_problem>> load_listen_address(const variables& given);

/// Which database it is, and how to get in, without looking at anything else.
struct database_settings
{
    std::string url;
    secret auth_token; ///< may be empty
};
std::variant<database_settings, std::vector<config_problem>> load_database_settings(const variables& given);

/// A setting as it holds, for people; secrets are masked.
struct shown_setting
{
    std::string name;
    std::string value;
};

/// Every setting that this version uses, in the order of the documentation.
std::vector<shown_setting> describe(const config& c);

/// One line for each provider of webhooks: how it signs, and with how many secrets.
std::vector<shown_setting> describe_webhooks(const config& c);

/// One line for each namespace: who may subscribe and publish, and what is kept.
std::vector<shown_setting> describe_namespaces(const config& c);

} // namespace ws::server
