#include "server/service.hpp"

#include "server/admin_handlers.hpp"
#include "server/admin_routes.hpp"
#include "server/api_jobs.hpp"
#include "server/api_routes.hpp"
#include "server/dev_routes.hpp"
#include "server/front_gate.hpp"
#include "server/metric_sources.hpp"
#include "server/metrics_route.hpp"
#include "server/session_authenticator.hpp"
#include "server/webhook_routes.hpp"

#include <ws/base/log.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/net/task_group.hpp>
#include <ws/server/version.hpp>

namespace ws::server
{
namespace
{

constexpr std::chrono::seconds sweep_interval{5};
/// Of what is asked of others before it listens.
constexpr std::chrono::seconds start_limit{5};

std::string user_agent() { return "imagineo-ws/" + std::string(version()); }

std::unique_ptr<net::http_client> make_outgoing(const net::executor& ex)
{
    net::http_client_options options;
    options.user_agent = user_agent();
    return net::make_curl_http_client(ex, std::move(options));
}

/// Where session tokens' keys come from: the issuer of development, PEM keys, or Clerk; null
/// where there is none of them.
std::unique_ptr<auth::clerk_keys> make_session_keys(
    const net::executor& ex, net::timer_wheel& wheel, net::http_client& outgoing, const clerk_settings& clerk,
    const std::optional<dev_issuer>& issuer)
{
    if (issuer)
        return auth::make_fixed_clerk_keys(issuer->keys());
    for (const codec::rsa_public_key& key : clerk.pem_keys)
        log::info(
            "clerk_pem_key",
            {{"bits", key.bits()}, {"sha256", codec::to_hex(codec::as_view(key.fingerprint()))}});
    if (!clerk.pem_keys.empty())
        return auth::make_fixed_clerk_keys(auth::key_set::for_any_id(clerk.pem_keys));
    if (!clerk.has_key_source())
        return nullptr;
    auth::clerk_key_sources sources;
    sources.secret_key = clerk.secret_key;
    if (!clerk.secret_key.empty())
        sources.backend_url = clerk.backend_jwks_url();
    if (clerk.publishable_key)
        sources.frontend_url = clerk.publishable_key->jwks_url();
    sources.user_agent = user_agent();
    return auth::make_remote_clerk_keys(ex, wheel, outgoing, std::move(sources), clerk.max_stale);
}

std::optional<dev_issuer> make_dev_issuer(const config& settings)
{
    if (!settings.dev_issuer_key)
        return std::nullopt;
    return dev_issuer(*settings.dev_issuer_key, own_url(settings));
}

session_options session_options_of(const config& settings, const std::optional<dev_issuer>& issuer)
{
    session_options options;
    options.tokens = settings.clerk.tokens;
    if (issuer)
        options.tokens.issuers = {issuer->url()};
    options.hmac = settings.tokens;
    if (settings.clerk.mode == lifetime_mode::session)
        options.connection_ttl = settings.clerk.connection_ttl;
    return options;
}

token_sources token_sources_of(const config& settings, const std::optional<dev_issuer>& issuer)
{
    token_sources sources = settings.edge.sources;
    if (issuer)
        sources.issuers = {issuer->url()};
    return sources;
}

realtime::node_options node_options_of(const config& settings)
{
    realtime::node_options options;
    options.version = version();
    options.insecure = settings.client_insecure;
    options.expiry_grace = settings.expiry_grace;
    options.takes_tokens_on_connect = settings.edge.sources.connect;
    options.limits.commands = settings.edge.rates.command;
    options.limits.subscribes = settings.edge.rates.subscribe;
    options.limits.publications = settings.edge.rates.publish;
    options.limits.user_connections = settings.edge.sockets.per_user;
    options.limits.session_connections = settings.edge.sockets.per_session;
    return options;
}

build_facts facts_of(const config& settings)
{
    build_facts facts;
    facts.version = version();
    facts.environment = to_string(settings.env);
    facts.release = settings.release_sha;
    return facts;
}

net::http_server_options http_options_of(const config& settings)
{
    net::http_server_options options;
    options.host = settings.host;
    options.port = settings.port;
    options.max_connections = settings.max_connections;
    options.websocket.queue_limit_bytes = settings.queue_limit_bytes;
    return options;
}

/// With `jobs`, their owners may subscribe to their channels.
realtime::channel_rules rules_of(const config& settings, job_store* jobs = nullptr)
{
    realtime::task_owner_fn owns_task;
    if (jobs != nullptr)
        owns_task = [jobs](std::string_view channel, std::string_view user)
        { return jobs->owns_channel(channel, user); };
    return {settings.namespaces, settings.client_insecure, std::move(owns_task)};
}

/// Those whose channels belong to one user each and keep a history.
std::vector<std::string> user_namespaces(const config& settings)
{
    std::vector<std::string> names;
    for (const auto& [name, options] : settings.namespaces)
        if (options.access == realtime::channel_access::user && options.has_history())
            names.push_back(name);
    return names;
}

/// Of the server API and the admin API: each may be presented to both.
std::vector<auth::api_key> all_keys(const config& settings)
{
    std::vector<auth::api_key> keys = settings.api_keys;
    keys.insert(keys.end(), settings.admin_keys.begin(), settings.admin_keys.end());
    return keys;
}

/// Where real users are, the schema is changed before a release and not by it.
database_place place_of(const config& settings, std::span<const turso::migration> schema)
{
    database_place place;
    place.url = settings.database_url;
    place.token = settings.database_auth_token;
    place.schema = schema;
    place.migrate = !is_strict(settings.env);
    return place;
}

std::unique_ptr<realtime::broker> memory_broker(realtime::broker::deliver_fn deliver)
{
    return realtime::make_memory_broker(std::chrono::steady_clock::now, std::move(deliver));
}

} // namespace

service::service(const net::executor& ex, const config& settings, std::span<const turso::migration> schema)
    : wheel_(std::chrono::steady_clock::now()), driver_(ex, wheel_), budget_(settings.queue_budget_bytes),
      outgoing_(make_outgoing(ex)), issuer_(make_dev_issuer(settings)),
      session_keys_(make_session_keys(ex, wheel_, *outgoing_, settings.clerk, issuer_)),
      auth_(make_session_authenticator(
          session_options_of(settings, issuer_), session_keys_.get(), denials_, permission_changes_, tickets_,
          auth_counts_, std::chrono::system_clock::now)),
      jobs_(make_memory_job_store(std::chrono::steady_clock::now)),
      node_(
          ex, wheel_, rules_of(settings, jobs_.get()), *auth_, memory_broker, std::chrono::system_clock::now,
          node_options_of(settings)),
      keys_(all_keys(settings)), key_uses_(all_keys(settings), std::chrono::system_clock::now),
      database_(open_database(ex, place_of(settings, schema), &database_counts_)),
      database_watch_(ex, wheel_, *database_, [this] { ready_.set_schema_fits(); }),
      memory_(
          settings.memory_limit, {net::resident_bytes, net::give_back_free_memory},
          std::chrono::steady_clock::now),
      front_(settings.edge, std::chrono::steady_clock::now),
      webhooks_(
          settings.webhooks,
          webhook_context{
              ex, wheel_, *outgoing_, node_, denials_, permission_changes_, ready_, front_, *jobs_,
              user_namespaces(settings), settings.tokens, std::chrono::system_clock::now,
              std::chrono::steady_clock::now}),
      http_(ex, wheel_, budget_, table_, http_options_of(settings)),
      metrics_(std::string(to_string(settings.env))),
      sweep_(
          wheel_,
          [this]
          {
              node_.sweep();
              front_.forget_rested();
              denials_.forget_ended(std::chrono::system_clock::now());
              permission_changes_.forget_ended(std::chrono::system_clock::now());
              sweep_.schedule_after(sweep_interval);
          })
{
    origins_.allowed = auth::origin_list(settings.allowed_origins);
    // The upstream SDK's tests run in browsers as well, with whatever origin theirs is.
    origins_.allow_any = settings.client_insecure && settings.allowed_origins.empty();
    fill_table(settings);
    fill_metrics(settings);
}

void service::fill_table(const config& settings)
{
    auto gate = make_front_gate(front_, origins_, is_strict(settings.env));
    gate.answered = [this](const net::route_match& found, unsigned status, std::chrono::nanoseconds took)
    { answered_.add(found, status, took); };
    table_.set_gate(std::move(gate));
    add_health_routes(table_, facts_of(settings), ready_, node_, [this] { return database_watch_.state(); });
    add_metrics_route(
        table_, metrics_access(settings.metrics_tokens, settings.api_keys, key_uses_, front_), metrics_);
    add_admin_routes(
        table_, admin_context{
                    node_, denials_, keys_, key_uses_, front_, std::chrono::system_clock::now,
                    facts_of(settings), admin_configuration(settings)});
    const api_context api{node_, keys_, key_uses_, counts_, front_};
    add_api_routes(table_, api, settings.max_body_bytes);
    add_api_jobs_route(
        table_, api, *jobs_, job_rules{rules_of(settings), job_providers(settings.webhooks)},
        settings.max_body_bytes);
    add_webhook_routes(table_, settings.webhooks, webhooks_);
    add_dev_routes(table_, settings, dev_context{node_, issuer_ ? &*issuer_ : nullptr});
    add_websocket_route(
        table_, upgrade_context{
                    origins_, ready_, node_, counts_, memory_, front_, *auth_, auth_counts_, tickets_,
                    token_sources_of(settings, issuer_), settings.client_insecure,
                    settings.env == environment::development, std::chrono::system_clock::now});
}

void service::fill_metrics(const config& settings)
{
    metrics_.add(make_process_metrics(
        facts_of(settings), std::chrono::system_clock::now(), [this] { return process_.read(); }, memory_));
    metrics_.add(make_shard_metrics(driver_, budget_, ready_, node_));
    metrics_.add(make_node_metrics(node_, http_));
    metrics_.add(make_http_metrics(answered_, http_));
    metrics_.add(make_database_metrics(database_counts_, database_watch_));
    metrics_.add(make_auth_metrics(auth_counts_, session_keys_.get()));
    metrics_.add(make_limit_metrics(front_, node_.counts()));
    metrics_.add(make_key_metrics(key_uses_));
    metrics_.add(make_webhook_metrics(webhooks_.counts(), webhooks_.remembered()));
}

net::task<turso::result<>> service::prepare()
{
    driver_.start();
    net::task_group keys(co_await net::asio::this_coro::executor);
    if (session_keys_)
        keys.spawn(session_keys_->start(start_limit));
    auto looked = co_await database_watch_.start(start_limit);
    co_await keys.join();
    co_return looked;
}

result<> service::start()
{
    if (auto listening = http_.listen(); !listening)
        return listening;
    sweep_.schedule_after(sweep_interval);
    http_.start();
    ready_.set_listening();
    return {};
}

net::task<service::farewell> service::drain(drain_times times)
{
    farewell end;
    net::timer_wheel::timer impatience(
        wheel_,
        [this, &end]
        {
            end.cut_off = http_.connection_count();
            http_.abort();
            node_.cancel();
        });
    impatience.schedule_after(times.grace);
    const std::uint64_t publications = node_.counts().publications;
    const std::uint64_t api_requests = counts_.api_requests;

    ready_.set_draining();
    http_.wind_down();
    end.clients = node_.close_all(times.spread);
    co_await node_.all_told();
    http_.stop();
    co_await http_.join();
    co_await node_.stop();
    co_await webhooks_.stop();
    if (session_keys_)
        co_await session_keys_->stop();
    co_await database_watch_.stop();
    sweep_.cancel();
    driver_.stop();
    end.publications = node_.counts().publications - publications;
    end.api_requests = counts_.api_requests - api_requests;
    co_return end;
}

} // namespace ws::server
