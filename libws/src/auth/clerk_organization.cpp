#include "auth/clerk_claims.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <utility>

namespace ws::auth
{
namespace
{

namespace json = boost::json;

/// Only the number counts: the string "2" is a custom claim of a version 1 token.
bool is_version_2(const json::object& claims)
{
    const json::value* version = claims.if_contains("v");
    if (version == nullptr || !version->is_number())
        return false;
    return version->is_double() ? version->get_double() == 2.0 : *version == 2;
}

std::optional<std::vector<std::string>> text_list(const json::object& claims, std::string_view name)
{
    const json::value* list = claims.if_contains(name);
    if (list == nullptr || !list->is_array())
        return std::nullopt;
    std::vector<std::string> texts;
    for (const json::value& item : list->get_array())
        if (item.is_string())
            texts.emplace_back(item.get_string());
    return texts;
}

void read_version_1(const json::object& claims, clerk_identity& who)
{
    who.org_id = non_empty_text(claims, "org_id");
    who.org_role = non_empty_text(claims, "org_role");
    who.org_slug = non_empty_text(claims, "org_slug");
    who.org_permissions = text_list(claims, "org_permissions");
}

void read_version_2(const json::object& claims, clerk_identity& who)
{
    const json::value* o = claims.if_contains("o");
    if (o == nullptr || !o->is_object())
        return;
    const json::object& organization = o->get_object();
    who.org_id = non_empty_text(organization, "id");
    who.org_slug = non_empty_text(organization, "slg");
    who.org_role = non_empty_text(organization, "rol");
    if (who.org_role)
        who.org_role->insert(0, "org:");
    who.org_permissions = granted_permissions(
        non_empty_text(claims, "fea").value_or(""), non_empty_text(organization, "per").value_or(""),
        non_empty_text(organization, "fpm").value_or(""));
}

} // namespace

std::optional<std::string> non_empty_text(const json::object& object, std::string_view name)
{
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string() || value->get_string().empty())
        return std::nullopt;
    return std::string(value->get_string());
}

void read_organization(const json::object& claims, clerk_identity& who)
{
    if (is_version_2(claims))
        read_version_2(claims, who);
    else
        read_version_1(claims, who);
}

} // namespace ws::auth
