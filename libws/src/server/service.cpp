#include "server/service.hpp"

#include "server/api_routes.hpp"
#include "server/dev_routes.hpp"

#include <ws/server/version.hpp>

namespace ws::server
{
namespace
{

constexpr std::chrono::seconds sweep_interval{5};

realtime::node_options node_options_of(const config& settings)
{
    realtime::node_options options;
    options.version = version();
    options.insecure = settings.client_insecure;
    options.expiry_grace = settings.expiry_grace;
    return options;
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

std::unique_ptr<realtime::broker> memory_broker(realtime::broker::deliver_fn deliver)
{
    return realtime::make_memory_broker(std::chrono::steady_clock::now, std::move(deliver));
}

} // namespace

service::service(const net::executor& ex, const config& settings)
    : wheel_(std::chrono::steady_clock::now()), driver_(ex, wheel_), budget_(settings.queue_budget_bytes),
      auth_(realtime::make_hmac_authenticator(settings.tokens, std::chrono::system_clock::now)),
      node_(
          ex, wheel_, realtime::channel_rules(settings.namespaces, settings.client_insecure), *auth_,
          memory_broker, std::chrono::system_clock::now, node_options_of(settings)),
      keys_(settings.api_keys), http_(ex, wheel_, budget_, table_, http_options_of(settings)),
      sweep_(
          wheel_,
          [this]
          {
              node_.sweep();
              denials_.forget_ended(std::chrono::system_clock::now());
              sweep_.schedule_after(sweep_interval);
          })
{
    origins_.allowed = auth::origin_list(settings.allowed_origins);
    // The upstream SDK's tests run in browsers as well, with whatever origin theirs is.
    origins_.allow_any = settings.client_insecure && settings.allowed_origins.empty();
    fill_table(settings);
}

void service::fill_table(const config& settings)
{
    build_facts facts;
    facts.version = version();
    facts.environment = to_string(settings.env);
    facts.release = settings.release_sha;
    add_health_routes(table_, std::move(facts), ready_, node_);
    add_api_routes(table_, api_context{node_, keys_, ready_, counts_}, settings.max_body_bytes);
    add_dev_routes(table_, settings, node_);
    add_websocket_route(table_, origins_, ready_, node_, counts_);
}

result<> service::start()
{
    if (auto listening = http_.listen(); !listening)
        return listening;
    driver_.start();
    sweep_.schedule_after(sweep_interval);
    http_.start();
    ready_.set_ready();
    return {};
}

net::task<service::farewell> service::drain(std::chrono::milliseconds grace)
{
    farewell end;
    end.clients = node_.info().num_clients;
    net::timer_wheel::timer impatience(
        wheel_,
        [this, &end]
        {
            end.cut_off = http_.connection_count();
            http_.abort();
        });
    impatience.schedule_after(grace);

    ready_.set_draining();
    http_.stop();
    node_.close_all();
    co_await http_.join();
    co_await node_.stop();
    sweep_.cancel();
    driver_.stop();
    co_return end;
}

} // namespace ws::server
