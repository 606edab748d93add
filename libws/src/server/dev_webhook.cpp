#include "server/dev_webhook.hpp"

#include "base/json_object_writer.hpp"
#include "server/api_answer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/codec/random.hpp>
#include <ws/webhook/signing_secret.hpp>

#include <array>
#include <chrono>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::string_view path = "/webhooks/clerk";

secret signing_secret_of(const webhook_settings& settings)
{
    for (const webhook_provider_settings& provider : settings.providers)
        if (provider.name == "clerk" && provider.options.used == webhook::scheme::standard &&
            !provider.options.secrets.empty())
            return provider.options.secrets.front();
    return {};
}

/// Standard Webhooks 1.0.
std::string signature_of(const secret& key, std::string_view id, std::string_view time, std::string_view body)
{
    const std::array<std::string_view, 5> message{id, ".", time, ".", body};
    return "v1," + codec::base64_encode(codec::as_view(codec::hmac_sha256(key.reveal(), message)));
}

net::http_request delivery_of(std::string body, const std::string& id, const secret& key, system_time now)
{
    const std::string time =
        std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    net::http_request delivery;
    delivery.method = "POST";
    delivery.path = path;
    delivery.peer_address = "127.0.0.1";
    delivery.headers = {
        {"Content-Type", "application/json"},
        {"svix-id", id},
        {"svix-timestamp", time},
        {"svix-signature", signature_of(key, id, time, body)}};
    delivery.body = std::move(body);
    return delivery;
}

net::http_response report(const std::string& id, const std::string& event, const net::http_response& answer)
{
    std::string json;
    {
        object_writer members(json);
        members.number_always("status", answer.status);
        members.string_always("answer", answer.body);
        members.string_always("id", id);
        members.raw("event", event);
    }
    return net::json_response(200, std::move(json));
}

} // namespace

dev_clerk::dev_clerk(const net::router& table, const webhook_settings& settings, std::string instance)
    : table_(table), signing_secret_(signing_secret_of(settings)), instance_(std::move(instance))
{
}

net::task<net::http_response> dev_clerk::deliver(const net::http_request& request, system_time now) const
{
    std::string why;
    const auto event = clerk_event_body(request.body, instance_, now, why);
    if (!event)
        co_return malformed_answer(why);
    const auto signing =
        webhook::parse_signing_secret(webhook::scheme::standard, signing_secret_.reveal(), why);
    const auto found = table_.find("POST", path);
    if (!signing || found.route == nullptr)
        co_return net::text_response(
            409, "There is no secret to sign Clerk's events with: unset WEBHOOK_CLERK_SCHEME and "
                 "WEBHOOK_CLERK_PUBLIC_KEYS.");

    const std::string id = "msg_" + codec::base64url_encode(codec::random_bytes(20));
    const auto delivery = delivery_of(*event, id, signing->key, now);
    if (found.route->refuse)
        if (const auto refused = found.route->refuse(delivery))
            co_return report(id, *event, *refused);
    const auto answer = co_await found.route->handle(delivery);
    co_return report(id, *event, answer);
}

} // namespace ws::server
