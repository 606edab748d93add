#include "server/config_parts.hpp"

#include <ws/codec/hmac.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

constexpr std::string_view name = "METRICS_TOKEN";
constexpr std::string_view make_one = "make one with: openssl rand -hex 32";

/// Whoever scrapes must not be able to publish or to sign tokens by that.
bool has_another_use(const config& c, std::string_view token)
{
    const auto digest = codec::sha256(token);
    return std::any_of(
               c.api_keys.begin(), c.api_keys.end(),
               [&](const auth::api_key& key) { return key.digest == digest; }) ||
           std::any_of(
               c.tokens.secrets.begin(), c.tokens.secrets.end(),
               [&](const secret& s) { return s.reveal() == token; });
}

} // namespace

void read_metrics(config_reader& in, config& c)
{
    for (const std::string_view entry : in.list(name))
    {
        c.metrics_tokens.emplace_back(entry);
        const std::size_t position = c.metrics_tokens.size();
        check_secret_length(in, c.env, name, position, entry.size());
        if (entry.size() > longest_key)
            in.problem(
                name,
                fmt::format(
                    "entry {} has more than {} characters, which no request may present", position,
                    longest_key),
                std::string(make_one));
        if (has_another_use(c, entry))
            in.problem(
                name, fmt::format("entry {} is also an API key or a token secret", position),
                fmt::format("give it a value of its own; {}", make_one));
    }
}

} // namespace ws::server
