#include "server/greeting.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/server/dev_secrets.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ws::server
{
namespace
{

constexpr std::chrono::hours token_lifetime{24};

bool is_api_key(const config& settings, const secret& key)
{
    const auto digest = codec::sha256(key.reveal());
    return std::any_of(
        settings.api_keys.begin(), settings.api_keys.end(),
        [&](const auth::api_key& known) { return known.digest == digest; });
}

/// Shell text that gives a key of the server API without showing it here.
std::string api_key_expression(const config& settings)
{
    std::string why;
    const auto kept = read_dev_secrets(dev_directory, why);
    if (kept && is_api_key(settings, kept->webhook_secret))
        return fmt::format("$(sed -n s/^WEBHOOK_SECRET=//p {}/{})", dev_directory, dev_secrets_file);
    for (const secret& key : settings.webhook_secrets)
        if (is_api_key(settings, key))
            return "$WEBHOOK_SECRET";
    return "$WEBSOCKET_API_KEY";
}

std::string demo_token(const config& settings, system_time now)
{
    if (settings.tokens.secrets.empty())
        return {};
    const auto expires = std::chrono::floor<std::chrono::seconds>(now + token_lifetime);
    return auth::sign_hmac_token(
        fmt::format(R"({{"sub":"demo","exp":{}}})", expires.time_since_epoch().count()),
        settings.tokens.secrets.front());
}

/// How the client of the greeting gets in: the option of its constructor.
std::string token_option(const config& settings, const std::string& place, system_time now)
{
    if (settings.dev_issuer_key)
        return fmt::format(
            R"(getToken: async () => (await (await fetch('http://{}/dev/token?user=demo')).json()).token,)",
            place);
    return fmt::format(
        "token: '{}',  // good for a day; `imagineo-ws dev-token` makes more", demo_token(settings, now));
}

} // namespace

std::string greeting(const config& settings, std::uint16_t port, system_time now)
{
    const std::string place = fmt::format("127.0.0.1:{}", port);
    return fmt::format(
        R"(
imagineo-ws listens on http://{0}   (health: http://{0}/health)

Open http://{0}/ in a browser to try it out.

A client, after `npm install centrifuge`:

  import {{ Centrifuge }} from 'centrifuge';
  const client = new Centrifuge('ws://{0}/connection/websocket', {{
    {1}
  }});
  const subscription = client.newSubscription('public:news');
  subscription.on('publication', (context) => console.log(context.data));
  subscription.subscribe();
  client.connect();

A publication that it gets:

  curl -s http://{0}/api/publish -H "X-API-Key: {2}" \
    -d '{{"channel":"public:news","data":{{"text":"hello"}}}}'

)",
        place, token_option(settings, place, now), api_key_expression(settings));
}

} // namespace ws::server
