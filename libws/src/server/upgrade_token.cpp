#include "server/upgrade_token.hpp"

#include <ws/codec/jws.hpp>
#include <ws/net/header_tokens.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace ws::server
{
namespace
{

using net::same_text;

constexpr std::string_view ticket_parameter = "ticket=";
constexpr std::string_view offer_prefix = "auth.";

/// Gathers what the sources have to say.
class search
{
public:
    void add(std::string_view text, bool is_ticket = false)
    {
        if (!text.empty() && !found_.text.empty() && text != found_.text)
            refuse(400, "two different tokens");
        else if (!text.empty())
            found_ = {text, is_ticket || found_.is_ticket};
    }

    /// The first that is wrong counts.
    void refuse(unsigned status, std::string_view reason)
    {
        if (!dispute_)
            dispute_ = token_dispute{status, reason};
    }

    [[nodiscard]] std::variant<upgrade_token, token_dispute> outcome() const
    {
        if (dispute_)
            return *dispute_;
        return found_;
    }

private:
    upgrade_token found_;
    std::optional<token_dispute> dispute_;
};

void look_at_authorization(const net::http_request& request, search& found)
{
    if (request.header_count("Authorization") > 1)
        return found.refuse(400, "Authorization is repeated");
    const std::string_view value = request.header("Authorization").value_or("");
    const auto blank = std::min(value.find(' '), value.size());
    if (same_text(value.substr(0, blank), "Bearer"))
        found.add(net::trimmed(value.substr(blank)));
}

void look_at_query(const net::http_request& request, search& found)
{
    for (std::string_view rest = request.query; !rest.empty();)
    {
        const auto end = std::min(rest.find('&'), rest.size());
        if (const auto pair = rest.substr(0, end); pair.starts_with(ticket_parameter))
            found.add(pair.substr(ticket_parameter.size()), true);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void look_at_offers(const net::http_request& request, search& found)
{
    const auto look = [&](std::string_view offer)
    {
        if (offer.starts_with(offer_prefix))
            found.add(offer.substr(offer_prefix.size()));
    };
    net::for_each_listed(request, "Sec-WebSocket-Protocol", look);
}

/// Whether the token says, unverified, that it is of one of these issuers.
bool claims_issuer(std::string_view token, const std::vector<std::string>& issuers)
{
    const auto jws = codec::parse_compact_jws(token);
    if (!jws)
        return false;
    const auto* const issuer = jws->payload.if_contains("iss");
    return issuer != nullptr && issuer->is_string() &&
           std::ranges::any_of(
               issuers, [&](const std::string& ours) { return issuer->get_string() == ours; });
}

/// The session cookies, the name that counts first in front; nothing where a name comes twice.
std::optional<std::vector<std::string_view>>
session_cookies(const net::http_request& request, const std::vector<std::string>& names)
{
    std::vector<std::optional<std::string_view>> by_name(names.size());
    bool repeated = false;
    const auto look = [&](std::string_view name, std::string_view value)
    {
        const auto known = std::ranges::find(names, name);
        if (known == names.end())
            return;
        auto& slot = by_name[static_cast<std::size_t>(known - names.begin())];
        repeated |= slot.has_value();
        slot = value;
    };
    net::for_each_cookie(request, look);
    if (repeated)
        return std::nullopt;
    std::vector<std::string_view> values;
    for (const auto& value : by_name)
        if (value && !value->empty())
            values.push_back(*value);
    return values;
}

bool is_across_sites(const net::http_request& request)
{
    if (request.header_count("Sec-Fetch-Site") == 0)
        return false;
    const std::string_view site = *request.header("Sec-Fetch-Site");
    return request.header_count("Sec-Fetch-Site") > 1 || (site != "same-origin" && site != "same-site");
}

void look_at_cookies(
    const net::http_request& request, std::string_view origin, const token_sources& sources,
    const origin_policy& origins, search& found)
{
    const auto cookies = session_cookies(request, sources.cookie_names);
    if (!cookies)
        return found.refuse(400, "the session cookie is repeated");
    if (cookies->empty())
        return;
    // Browsers send cookies by themselves: a page must be one of ours, by name.
    if (!origins.allowed.allows(origin))
        return found.refuse(403, "a session cookie from an origin that is not on the list");
    if (is_across_sites(request))
        return found.refuse(403, "a session cookie across sites");
    const auto ours = std::ranges::find_if(
        *cookies, [&](std::string_view value) { return claims_issuer(value, sources.issuers); });
    found.add(ours == cookies->end() ? cookies->front() : *ours);
}

} // namespace

std::variant<upgrade_token, token_dispute> find_upgrade_token(
    const net::http_request& request, const token_sources& sources, const origin_policy& origins)
{
    search found;
    if (sources.bearer)
        look_at_authorization(request, found);
    const auto origin = request.header("Origin");
    if (!origin)
        return found.outcome();
    if (sources.query)
        look_at_query(request, found);
    if (sources.subprotocol)
        look_at_offers(request, found);
    if (sources.cookie)
        look_at_cookies(request, *origin, sources, origins, found);
    return found.outcome();
}

} // namespace ws::server
