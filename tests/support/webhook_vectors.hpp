#pragma once

#include "support/vectors.hpp"

#include <ws/codec/base64.hpp>
#include <ws/webhook/provider.hpp>

#include <boost/json/serialize.hpp>

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The files of webhooks/: single deliveries, and deliveries over time.
namespace ws::test
{

inline boost::json::value read_webhook_cases()
{
    auto file = read_vectors("webhooks/cases.json", "webhook-cases/1");
    expect_members(file.as_object(), {"format", "cases"});
    return file.at("cases");
}

/// Throws for a case with anything in it that its two tests do not look at.
inline void expect_webhook_case(const boost::json::value& c)
{
    expect_members(
        c.as_object(),
        {"id", "scheme", "text", "now", "headers", "body", "body_b64", "config", "expect", "lib_differs"});
    expect_members(c.at("config").as_object(), {"secrets", "public_keys", "jwks", "fal_user_id"});
    expect_members(c.at("expect").as_object(), {"ok", "reason", "event_id", "json"});
}

inline webhook::provider_options options_of_delivery(const boost::json::value& c)
{
    webhook::provider_options options;
    options.used = webhook::parse_scheme(c.at("scheme").as_string()).value();
    const boost::json::object& config = c.at("config").as_object();
    if (const auto* secrets = config.if_contains("secrets"))
        for (const auto& s : secrets->as_array())
            options.secrets.emplace_back(std::string_view(s.as_string()));
    if (const auto* keys = config.if_contains("public_keys"))
        options.public_keys = texts_of(*keys);
    if (const auto* user = config.if_contains("fal_user_id"))
        options.fal_user_id = user->as_string();
    return options;
}

/// The key set that fal publishes in this case; "" where there is none.
inline std::string fal_key_set_of(const boost::json::value& c)
{
    const auto* jwks = c.at("config").as_object().if_contains("jwks");
    return jwks == nullptr ? "" : read_vector_text("webhooks/" + std::string(jwks->as_string()));
}

inline std::vector<std::pair<std::string, std::string>> headers_of_delivery(const boost::json::value& c)
{
    std::vector<std::pair<std::string, std::string>> headers;
    for (const auto& h : c.at("headers").as_array())
        headers.emplace_back(h.at(0).as_string(), h.at(1).as_string());
    return headers;
}

inline std::string body_of_delivery(const boost::json::value& c)
{
    if (const auto* body = c.as_object().if_contains("body"))
        return std::string(body->as_string());
    return codec::base64_decode(c.at("body_b64").as_string()).value();
}

/// Whether the body of a delivery that verifies is JSON: `json` says so where it is not.
inline bool is_json(const boost::json::object& expect)
{
    const auto* said = expect.if_contains("json");
    return said == nullptr || said->as_bool();
}

inline boost::json::value read_webhook_sequences()
{
    auto file = read_vectors("webhooks/sequences.json", "webhook-sequences/1");
    expect_members(file.as_object(), {"format", "note", "sequences"});
    return file.at("sequences");
}

/// Throws for a step with anything in it that its two tests do not look at.
inline void expect_step(const boost::json::object& step)
{
    expect_members(
        step, {"at", "id", "body", "event", "status", "effect", "processing_fails", "bad_signature",
               "fresh_timestamp", "concurrent", "total_effects", "note"});
}

/// Whether a member that is true or absent is true.
inline bool is_set(const boost::json::object& step, std::string_view name)
{
    const auto* value = step.if_contains(name);
    return value != nullptr && value->as_bool();
}

/// The data of an event that a step writes as "user.updated banned=true updated_at=20";
/// user_1 where it has no id.
inline boost::json::object event_data_of(std::string_view words)
{
    std::istringstream in{std::string(words)};
    std::string type;
    in >> type;
    boost::json::object data{{"id", "user_1"}};
    for (std::string pair; in >> pair;)
    {
        const auto equals = pair.find('=');
        if (equals == std::string::npos)
            throw std::runtime_error("this test does not know the word " + pair);
        const auto value = pair.substr(equals + 1);
        const bool is_number = value.find_first_not_of("0123456789") == std::string::npos;
        if (value == "true" || value == "false")
            data[pair.substr(0, equals)] = value == "true";
        else if (is_number && !value.empty())
            data[pair.substr(0, equals)] = std::stoll(value);
        else
            data[pair.substr(0, equals)] = value;
    }
    return data;
}

/// The body that Clerk would send for it.
inline std::string event_body_of(std::string_view words)
{
    const auto type = words.substr(0, words.find(' '));
    return boost::json::serialize(boost::json::object{{"type", type}, {"data", event_data_of(words)}});
}

} // namespace ws::test
