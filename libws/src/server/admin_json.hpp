#pragma once

#include "base/json_object_writer.hpp"

#include <ws/net/http_message.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How the admin API writes lists and times.
namespace ws::server
{

/// The member `name` as an array, each element as `append` writes it.
template <class Range, class Append>
void append_list(object_writer& out, std::string_view name, const Range& elements, const Append& append)
{
    std::string& list = out.member(name);
    list += '[';
    bool first = true;
    for (const auto& element : elements)
    {
        if (!std::exchange(first, false))
            list += ',';
        append(list, element);
    }
    list += ']';
}

/// One page: {"<name>":[…],"next":"…"}, where `next` is the `after` of the next page and
/// left out if there is none.
template <class Range, class Append>
net::http_response
list_answer(std::string_view name, const Range& elements, std::string_view next, const Append& append)
{
    std::string json;
    {
        object_writer page(json);
        append_list(page, name, elements, append);
        page.string("next", next);
    }
    return net::json_response(200, std::move(json));
}

/// Unix seconds.
inline void append_time(object_writer& out, std::string_view name, std::chrono::sys_seconds time)
{
    out.member(name) += std::to_string(time.time_since_epoch().count());
}
/// Nothing where there is no time.
inline void
append_time(object_writer& out, std::string_view name, const std::optional<std::chrono::sys_seconds>& time)
{
    if (time)
        append_time(out, name, *time);
}

inline void append_texts(object_writer& out, std::string_view name, const std::vector<std::string>& texts)
{
    append_list(out, name, texts, append_json_string);
}

} // namespace ws::server
