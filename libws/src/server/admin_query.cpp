#include "server/admin_query.hpp"

#include "server/problem_answer.hpp"

#include <ws/base/duration.hpp>

#include <fmt/format.h>

namespace ws::server
{

page_query read_page_query(query_reader& in)
{
    page_query page;
    page.after = in.text("after");
    page.limit = static_cast<std::size_t>(in.whole_number("limit", usual_page, 1, longest_page));
    return page;
}

std::chrono::seconds read_duration(query_reader& in, std::string_view name)
{
    const std::string text = in.text(name);
    if (text.empty())
        return {};
    if (const auto duration = parse_duration(text))
        return *duration;
    in.refuse(fmt::format("the parameter {} must be a length of time, such as 90s or 10m", name));
    return {};
}

std::optional<net::http_response> refuse_query(const net::http_request& request)
{
    const std::string mistake = query_reader(request.query).mistake();
    if (mistake.empty())
        return std::nullopt;
    return problem_answer(400, mistake);
}

} // namespace ws::server
