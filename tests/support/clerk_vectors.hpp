#pragma once

#include "support/vectors.hpp"

#include <ws/auth/clerk_token.hpp>
#include <ws/codec/rsa_key.hpp>

#include <map>
#include <stdexcept>
#include <string>

/// The cases of clerk/cases.json: a token, the clock and configuration it meets, the verdict.
namespace ws::test
{

inline boost::json::value read_clerk_cases()
{
    auto file = read_vectors("clerk/cases.json", "clerk-token-cases/1");
    expect_members(file.as_object(), {"format", "now_unit", "cases"});
    return file.at("cases");
}

/// A key set, or PEM keys, as a case names them.
inline auth::key_set_ptr load_vector_keys(const std::string& file)
{
    static std::map<std::string, auth::key_set_ptr> loaded;
    auth::key_set_ptr& keys = loaded[file];
    if (keys)
        return keys;
    const std::string text = read_vector_text("clerk/" + file);
    if (file.ends_with(".json"))
        keys = auth::parse_key_set(text).value();
    std::string why;
    if (!keys)
        if (auto pem = codec::parse_public_key_pem(text, why))
            keys = auth::key_set::for_any_id(std::move(*pem));
    if (!keys)
        throw std::runtime_error("no keys in " + file + ": " + why);
    return keys;
}

inline auth::clerk_token_options options_of_vector(const boost::json::object& config)
{
    expect_members(config, {"keys", "authorized_parties", "audience", "issuer", "clock_skew_ms"});
    auth::clerk_token_options options;
    options.authorized_parties = texts_of(config.at("authorized_parties"));
    options.audience = texts_of(config.at("audience"));
    options.issuers = texts_of(config.at("issuer"));
    options.clock_skew =
        std::chrono::milliseconds(config.at("clock_skew_ms").to_number<std::chrono::milliseconds::rep>());
    return options;
}

/// Throws for a case with anything in it that its two tests do not look at.
inline void expect_clerk_case(const boost::json::value& c)
{
    expect_members(c.as_object(), {"id", "text", "now", "config", "token", "expect", "sdk_differs"});
    expect_members(c.at("expect").as_object(), {"ok", "identity", "reason", "detail"});
}

/// "ok", or the reason for which the token is refused.
inline std::string expected_verdict(const boost::json::value& c)
{
    const boost::json::object& expect = c.at("expect").as_object();
    return expect.at("ok").as_bool() ? "ok" : std::string(expect.at("reason").as_string());
}

} // namespace ws::test
