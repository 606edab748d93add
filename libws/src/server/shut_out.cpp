#include "server/shut_out.hpp"

#include <ws/realtime/codes.hpp>

namespace ws::server
{

using realtime::close_with::invalid_token;

std::size_t shut_out::session(std::string_view session, system_time until, system_time now) const
{
    denials.deny_session(session, until, now);
    return node.close_session(session, invalid_token);
}

std::size_t shut_out::user(std::string_view user, system_time until) const
{
    denials.deny_user(user, until);
    return node.close_user(user, invalid_token);
}

std::size_t shut_out::banned_user(std::string_view user, system_time updated_at) const
{
    denials.ban_user(user, updated_at);
    return node.close_user(user, invalid_token);
}

std::size_t shut_out::deleted_user(std::string_view user) const
{
    denials.delete_user(user);
    return node.close_user(user, invalid_token);
}

std::size_t shut_out::member(
    std::string_view user, std::string_view organization, system_time until, system_time now) const
{
    denials.deny_membership(user, organization, until, now);
    return node.leave_organization(user, organization);
}

} // namespace ws::server
