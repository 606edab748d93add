#include "base/json_object_writer.hpp"
#include "server/dev_webhook.hpp"
#include "server/request_reader.hpp"

#include <chrono>
#include <cstdint>

namespace ws::server
{
namespace
{

/// What POST /dev/webhook is told of an event.
struct event_wish
{
    std::string type;
    std::string data; ///< JSON that is taken as it is, or ""
    std::string session;
    std::string user;
    std::string organization;
    std::string role;
    std::string permission;
    bool banned = false;
};

event_wish read_wish(request_reader& in)
{
    event_wish wish;
    wish.type = in.text("type");
    wish.data = in.optional_payload("data", "");
    wish.session = in.text("session");
    wish.user = in.text("user");
    wish.organization = in.text("organization");
    wish.role = in.text("role");
    wish.permission = in.text("permission");
    wish.banned = in.flag("banned");
    return wish;
}

void write_membership(object_writer& data, const event_wish& wish)
{
    {
        object_writer organization(data.member("organization"));
        organization.string("id", wish.organization);
    }
    {
        object_writer user(data.member("public_user_data"));
        user.string("user_id", wish.user);
    }
    data.string("role", wish.role);
}

/// The members that tell what the event is about; false for a type of which we know none.
bool write_subject(object_writer& data, const event_wish& wish)
{
    const std::string_view type = wish.type;
    const std::string_view action = type.substr(std::min(type.find('.'), type.size()));
    if (action == ".deleted")
        data.member("deleted") += "true";
    if (type.starts_with("session."))
    {
        data.string("id", wish.session);
        data.string("user_id", wish.user);
        data.string("status", action.substr(1));
    }
    else if (type.starts_with("user."))
    {
        data.string("id", wish.user);
        data.member("banned") += wish.banned ? "true" : "false";
    }
    else if (type.starts_with("organizationMembership."))
        write_membership(data, wish);
    else if (type.starts_with("organization."))
        data.string("id", wish.organization);
    else if (type.starts_with("role."))
        data.string("key", wish.role);
    else if (type.starts_with("permission."))
        data.string("key", wish.permission);
    else
        return false;
    return true;
}

/// `data` of the event, or "" for a type whose data has to be given.
std::string data_of(const event_wish& wish, std::uint64_t now)
{
    if (!wish.data.empty())
        return wish.data;
    std::string json;
    bool known = false;
    {
        object_writer data(json);
        known = write_subject(data, wish);
        data.number_always("updated_at", now);
    }
    return known ? json : std::string();
}

} // namespace

result<std::string>
clerk_event_body(std::string_view request, std::string_view instance, system_time now, std::string& why)
{
    const auto parsed = parse_api_object(request, why);
    if (!parsed)
        return parsed.error();
    request_problems problems;
    request_reader in(request, parsed->get_object(), problems);
    const event_wish wish = read_wish(in);
    const auto milliseconds = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
    const std::string data = data_of(wish, milliseconds);
    why = problems.malformed;
    if (why.empty() && wish.type.empty())
        why = "type is missing: give that of an event of Clerk's, such as session.revoked";
    else if (why.empty() && data.empty())
        why = "what an event of this type says is not known here: give its data as well";
    if (!why.empty())
        return errc::malformed_input;

    std::string body;
    {
        object_writer event(body);
        event.raw("data", data);
        event.raw(
            "event_attributes", R"({"http_request":{"client_ip":"127.0.0.1","user_agent":"imagineo-ws"}})");
        event.string_always("instance_id", instance);
        event.string_always("object", "event");
        event.number_always("timestamp", milliseconds);
        event.string_always("type", wish.type);
    }
    return body;
}

} // namespace ws::server
