#include "server/upgrade_limits.hpp"

#include <utility>

namespace ws::server
{
namespace
{

/// Holds a socket's place, and charges the address for wrong tokens.
class socket_watch final : public realtime::connection_watch
{
public:
    socket_watch(edge& peers, auth::client_address from, address_sockets::place place)
        : peers_(peers), from_(std::move(from)), place_(std::move(place))
    {
    }

    void authenticated() override { place_.authenticated(); }
    void token_refused() override { peers_.by_address.charge(address_limit::auth_failure, from_); }

private:
    edge& peers_;
    auth::client_address from_;
    address_sockets::place place_;
};

} // namespace

std::variant<std::shared_ptr<realtime::connection_watch>, net::http_response>
take_upgrade(edge& peers, const auth::client_address& from)
{
    if (auto spent = peers.by_address.refuse_if_spent(address_limit::auth_failure, from))
        return std::move(*spent);
    if (auto spent = peers.by_address.take(address_limit::upgrade, from))
        return std::move(*spent);
    auto place = peers.sockets.take(from);
    if (auto* full = std::get_if<net::http_response>(&place))
        return std::move(*full);
    if (auto spent = peers.take_upgrade_of_all())
        return std::move(*spent);
    return std::make_shared<socket_watch>(peers, from, std::move(std::get<address_sockets::place>(place)));
}

} // namespace ws::server
