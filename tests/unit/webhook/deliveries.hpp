#pragma once

#include "verdict_printer.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/webhook/delivery_request.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Deliveries as senders make them.
namespace ws::test
{

inline constexpr std::int64_t now_seconds = 1'893'456'000;
inline const system_time now{std::chrono::seconds(now_seconds)};

/// What Standard Webhooks calls a secret, and the key that is in it.
inline const std::string hmac_key = "unit-test-secret-of-32-bytes-ok!";
inline const std::string whsec = "whsec_" + codec::base64_encode(hmac_key);

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Owns what a delivery_request only views.
struct sent_delivery
{
    header_list headers;
    std::string body;
    system_time at = now;

    [[nodiscard]] webhook::verification to(const webhook::provider& receiver) const
    {
        const auto views = header_views();
        return receiver.verify({views, body, at});
    }

    [[nodiscard]] std::vector<webhook::header_view> header_views() const
    {
        std::vector<webhook::header_view> views;
        for (const auto& [name, value] : headers)
            views.push_back({name, value});
        return views;
    }
};

inline std::string
v1_signature(std::string_view key, std::string_view id, std::string_view timestamp, std::string_view body)
{
    const std::string text = std::string(id) + '.' + std::string(timestamp) + '.' + std::string(body);
    const auto mac = codec::hmac_sha256(key, text);
    return "v1," + codec::base64_encode(codec::as_view(mac));
}

inline sent_delivery standard_delivery(
    std::string_view body, std::string_view id = "msg_1", std::int64_t timestamp = now_seconds,
    std::string_view key = hmac_key)
{
    const std::string seconds = std::to_string(timestamp);
    return {
        {{"webhook-id", std::string(id)},
         {"webhook-timestamp", seconds},
         {"webhook-signature", v1_signature(key, id, seconds, body)}},
        std::string(body)};
}

inline webhook::provider
make_provider(webhook::scheme used, const std::vector<std::string>& secrets, bool require_signature = false)
{
    webhook::provider_options options;
    options.used = used;
    options.require_signature = require_signature;
    for (const std::string& s : secrets)
        options.secrets.emplace_back(s);
    return webhook::provider(std::move(options));
}

} // namespace ws::test
