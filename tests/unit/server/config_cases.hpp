#pragma once

#include <ws/server/config.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ws::server::cases
{

using settings = std::map<std::string, std::string, std::less<>>;

inline const std::string good_secret(32, 's');

/// A complete production environment; `more` replaces and adds, "" unsets.
inline settings production(const settings& more = {})
{
    settings all{
        {"NODE_ENV", "production"},
        {"FRONTEND_URL", "https://app.example.com"},
        {"CLERK_SECRET_KEY", "sk_live_FAKE0000000000000000000000000000000000000"},
        {"WEBHOOK_SECRET", good_secret},
        {"DATABASE_URL", "libsql://db.example.com"},
        {"DATABASE_AUTH_TOKEN", "database-token"},
        {"TOKEN_HMAC_SECRETS", std::string(32, 't')}};
    for (const auto& [name, value] : more)
        all[name] = value;
    return all;
}

inline settings with(std::string environment, const settings& more = {})
{
    settings all = more;
    all["NODE_ENV"] = std::move(environment);
    return all;
}

/// A host on which nothing is read from disk.
inline host_facts plain_host()
{
    host_facts host;
    host.open_file_limit = 1256;
    host.read_file = [](const std::string&) -> result<std::string> { return errc::not_found; };
    host.development_secrets = [](std::string&) -> result<dev_secrets>
    {
        return dev_secrets{
            secret("made-webhook-secret"), secret("made-token-secret"),
            secret("whsec_" + std::string(32, 'A'))};
    };
    host.development_issuer_key = [](std::string&) -> result<codec::rsa_signing_key>
    {
        static const auto key = codec::rsa_signing_key::generate(); // which takes long
        return key;
    };
    return host;
}

inline std::variant<loaded_config, std::vector<config_problem>>
load(const settings& given, const host_facts& host = plain_host())
{
    variables all;
    all.values = given;
    return load_config(all, host);
}

inline std::string to_string(const std::vector<config_problem>& problems)
{
    std::string text;
    for (const config_problem& p : problems)
        text += fmt::format("{}: {} [{}]\n", p.place, p.what, p.mend);
    return text;
}

inline std::vector<config_problem> problems_of(const settings& given, const host_facts& host = plain_host())
{
    auto loaded = load(given, host);
    auto* problems = std::get_if<std::vector<config_problem>>(&loaded);
    return problems ? std::move(*problems) : std::vector<config_problem>{};
}

inline loaded_config loaded(const settings& given, const host_facts& host = plain_host())
{
    auto outcome = load(given, host);
    if (auto* problems = std::get_if<std::vector<config_problem>>(&outcome))
    {
        ADD_FAILURE() << to_string(*problems);
        return {};
    }
    return std::get<loaded_config>(std::move(outcome));
}

/// The variables that were complained of, in order.
inline std::vector<std::string> complaints(const settings& given, const host_facts& host = plain_host())
{
    std::vector<std::string> places;
    for (const config_problem& p : problems_of(given, host))
        places.push_back(p.place);
    return places;
}

inline bool warns(const loaded_config& c, std::string_view variable, std::string_view part = "")
{
    return std::any_of(
        c.warnings.begin(), c.warnings.end(),
        [&](const config_warning& w)
        { return w.variable == variable && w.text.find(part) != std::string::npos; });
}

} // namespace ws::server::cases
