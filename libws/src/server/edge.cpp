#include "server/edge.hpp"

#include <ws/base/log.hpp>

#include <utility>

namespace ws::server
{

edge::edge(const edge_settings& settings, steady_now_fn now)
    : by_address(settings.rates, now), trust_(settings.trust), now_(std::move(now)),
      api_("api", settings.rates.api)
{
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
    api_.forget_rested(now_());
}

auth::client_address edge::address_of(const net::http_request& request)
{
    auto address = auth::address_of(request, trust_);
    if (!address.can_be_limited() && by_address.any() && !std::exchange(warned_, true))
        log::warn(
            "address_limits_off",
            {{"peer", address.text},
             {"text", "requests come from a private address that TRUSTED_PROXIES does not name, so limits by "
                      "address do not hold: set TRUSTED_PROXIES to the networks of your proxies"}});
    return address;
}

} // namespace ws::server
