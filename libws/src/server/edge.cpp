#include "server/edge.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{

edge::edge(const edge_settings& settings, steady_now_fn now)
    : by_address(settings.rates, now),
      sockets(
          settings.sockets.per_ip, settings.sockets.per_ip > 0 ? socket_limits::unauthenticated_per_ip : 0),
      trust_(settings.trust), now_(std::move(now)),
      upgrade_total_("upgrade-total", settings.rates.upgrade_total), api_("api", settings.rates.api)
{
}

std::optional<net::http_response> edge::take_upgrade_of_all()
{
    const auto use = upgrade_total_.take("", now_());
    if (!use || use->verdict.allowed)
        return std::nullopt;
    upgrade_total_.count_refusal();
    return rate_refusal(*use);
}

std::optional<rate_use> edge::take_api(std::string_view key_name)
{
    const auto use = api_.take(key_name, now_());
    if (use && !use->verdict.allowed)
        api_.count_refusal();
    return use;
}

void edge::forget_rested()
{
    by_address.forget_rested();
    upgrade_total_.forget_rested(now_());
    api_.forget_rested(now_());
}

auth::client_address edge::address_of(const net::http_request& request)
{
    auto address = auth::address_of(request, trust_);
    if (!address.can_be_limited() && (by_address.any() || sockets.is_on()) && !std::exchange(warned_, true))
        log::warn(
            "address_limits_off",
            {{"peer", address.text},
             {"text", "requests come from a private address that TRUSTED_PROXIES does not name, so limits by "
                      "address do not hold: set TRUSTED_PROXIES to the networks of your proxies"}});
    return address;
}

} // namespace ws::server
