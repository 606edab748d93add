#include "server/address_sockets.hpp"

#include "server/limit_answer.hpp"

namespace ws::server
{

address_sockets::place::~place()
{
    if (table_ != nullptr)
        table_->leave(key_, authenticated_);
}

void address_sockets::place::authenticated()
{
    if (table_ != nullptr && !std::exchange(authenticated_, true))
        --table_->counts_[key_].unauthenticated;
}

std::variant<address_sockets::place, net::http_response>
address_sockets::take(const auth::client_address& from)
{
    if (!is_on() || !from.can_be_limited())
        return place(nullptr, {});
    const auto is_full = [](std::size_t have, std::size_t most) { return most > 0 && have >= most; };
    const auto known = counts_.find(from.limit_key);
    const count have = known == counts_.end() ? count() : known->second;
    if (is_full(have.open, most_))
    {
        ++refused_;
        return socket_refusal("This address has too many connections already.");
    }
    if (is_full(have.unauthenticated, most_unauthenticated_))
    {
        ++refused_unauthenticated_;
        return socket_refusal("Too many connections of this address have not connected yet.");
    }
    counts_[from.limit_key] = {have.open + 1, have.unauthenticated + 1};
    return place(this, from.limit_key);
}

void address_sockets::leave(const std::string& key, bool authenticated)
{
    const auto at = counts_.find(key);
    --at->second.open;
    if (!authenticated)
        --at->second.unauthenticated;
    if (at->second.open == 0)
        counts_.erase(at);
}

} // namespace ws::server
