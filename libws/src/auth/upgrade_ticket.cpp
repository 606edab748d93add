#include "auth/hash_seed.hpp"
#include "auth/numeric_date.hpp"

#include <ws/auth/upgrade_ticket.hpp>
#include <ws/codec/jws.hpp>

#include <boost/json/object.hpp>

namespace ws::auth
{
namespace
{

constexpr std::size_t longest_id = 128;

bool is_text(const boost::json::value* value, std::string_view text)
{
    return value != nullptr && value->is_string() && value->get_string() == text;
}

} // namespace

result<upgrade_ticket> read_upgrade_ticket(std::string_view token)
{
    const auto jws = codec::parse_compact_jws(token);
    if (!jws)
        return jws.error();
    if (jws->header.contains("kid") || !is_text(jws->header.if_contains("alg"), "HS256"))
        return errc::invalid_token;
    const auto* const id = jws->payload.if_contains("jti");
    const auto* const ends = jws->payload.if_contains("exp");
    if (id == nullptr || !id->is_string() || ends == nullptr)
        return errc::invalid_token;
    const auto date = numeric_date(*ends);
    const auto& text = id->get_string();
    if (text.empty() || text.size() > longest_id || !date)
        return errc::invalid_token;
    return upgrade_ticket{std::string(text), *date};
}

ticket_register::ticket_register(std::size_t max_tickets)
    : max_tickets_(max_tickets), seed_(random_hash_seed())
{
}

ticket_register::verdict ticket_register::use(const upgrade_ticket& ticket, system_time now)
{
    const auto today = std::chrono::floor<std::chrono::seconds>(now);
    forget_ended(today);
    if (ticket.ends > today + longest_ticket)
        return verdict::too_long;
    const std::uint64_t id = codec::siphash(seed_, ticket.id);
    if (used_.contains(id))
        return verdict::used;
    if (used_.size() >= max_tickets_)
        return verdict::full;
    used_.insert(id);
    by_end_.emplace(ticket.ends, id);
    return verdict::first;
}

bool ticket_register::has_used(const upgrade_ticket& ticket) const
{
    return used_.contains(codec::siphash(seed_, ticket.id));
}

void ticket_register::forget_ended(std::chrono::sys_seconds now)
{
    while (!by_end_.empty() && by_end_.top().first <= now)
    {
        used_.erase(by_end_.top().second);
        by_end_.pop();
    }
}

} // namespace ws::auth
