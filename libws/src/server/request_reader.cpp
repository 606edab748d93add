#include "server/request_reader.hpp"

#include <ws/codec/backend_json.hpp>
#include <ws/codec/base64.hpp>

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include <utility>

namespace ws::server
{
const boost::json::value* request_reader::find(std::string_view name) const
{
    const auto* member = object_.if_contains(name);
    return member == nullptr || member->is_null() ? nullptr : member;
}

void request_reader::refuse_type(std::string_view name, std::string_view expected)
{
    if (problems_.malformed.empty())
        problems_.malformed.append("member \"")
            .append(path_)
            .append(name)
            .append("\" must be ")
            .append(expected);
}

std::string request_reader::text(std::string_view name)
{
    const auto* member = find(name);
    if (member == nullptr)
        return {};
    if (const auto* value = member->if_string())
        return std::string(*value);
    refuse_type(name, "a string");
    return {};
}

std::vector<std::string> request_reader::texts(std::string_view name)
{
    std::vector<std::string> all;
    const auto* member = find(name);
    if (member == nullptr)
        return all;
    const auto* list = member->if_array();
    if (list == nullptr)
    {
        refuse_type(name, "an array of strings");
        return all;
    }
    all.reserve(list->size());
    for (const auto& element : *list)
    {
        if (const auto* value = element.if_string())
            all.emplace_back(*value);
        else
            refuse_type(name, "an array of strings");
    }
    return all;
}

bool request_reader::flag(std::string_view name)
{
    const auto* member = find(name);
    if (member == nullptr)
        return false;
    if (const auto* value = member->if_bool())
        return *value;
    refuse_type(name, "true or false");
    return false;
}

std::int64_t request_reader::integer(std::string_view name)
{
    const auto* member = find(name);
    if (member == nullptr)
        return 0;
    if (const auto* value = member->if_int64())
        return *value;
    refuse_type(name, "an integer");
    return 0;
}

std::uint64_t request_reader::whole_number(std::string_view name)
{
    const auto* member = find(name);
    if (member == nullptr)
        return 0;
    if (const auto* value = member->if_uint64())
        return *value;
    if (const auto* value = member->if_int64(); value != nullptr && *value >= 0)
        return static_cast<std::uint64_t>(*value);
    refuse_type(name, "an integer from 0 on");
    return 0;
}

realtime::tag_list request_reader::tags(std::string_view name)
{
    realtime::tag_list all;
    const auto* member = find(name);
    if (member == nullptr)
        return all;
    const auto* object = member->if_object();
    if (object == nullptr)
    {
        refuse_type(name, "an object of strings");
        return all;
    }
    for (const auto& tag : *object)
    {
        if (const auto* value = tag.value().if_string())
            all.emplace_back(tag.key(), *value);
        else
            refuse_type(name, "an object of strings");
    }
    return all;
}

std::optional<realtime::stream_position> request_reader::position(std::string_view name)
{
    auto members = object(name);
    if (!members)
        return std::nullopt;
    realtime::stream_position position;
    position.offset = members->whole_number("offset");
    position.epoch = members->text("epoch");
    return position;
}

std::optional<request_reader> request_reader::object(std::string_view name)
{
    const auto* member = find(name);
    if (member == nullptr)
        return std::nullopt;
    if (const auto* value = member->if_object())
        return request_reader(
            codec::raw_member(text_, name), *value, problems_, path_ + std::string(name) + '.');
    refuse_type(name, "an object");
    return std::nullopt;
}

std::string request_reader::payload(std::string_view name, std::string_view b64_name)
{
    const std::string encoded = text(b64_name);
    if (encoded.empty())
        return codec::minify_json(codec::raw_member(text_, name));

    const auto bytes = codec::base64_decode(encoded);
    if (!bytes || !codec::parse_strict_json(*bytes, codec::backend_json))
    {
        refuse_value();
        return {};
    }
    return codec::minify_json(*bytes);
}

std::string request_reader::optional_payload(std::string_view name, std::string_view b64_name)
{
    std::string value = payload(name, b64_name);
    if (value == "null")
        value.clear();
    return value;
}

result<boost::json::value> parse_api_object(std::string_view text, std::string& why)
{
    auto parsed = codec::parse_strict_json(text, codec::backend_json, &why);
    if (parsed && !parsed->is_object())
    {
        why = "a JSON object is expected";
        return errc::malformed_input;
    }
    return parsed;
}

} // namespace ws::server
