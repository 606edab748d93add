#include "server/problem_answer.hpp"

#include "base/json_object_writer.hpp"

#include <boost/beast/http/status.hpp>

#include <string>
#include <utility>

namespace ws::server
{

net::http_response problem_answer(unsigned status, std::string_view detail)
{
    std::string body;
    {
        object_writer problem(body);
        problem.string("type", "about:blank");
        problem.string(
            "title", boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status)));
        problem.number("status", status);
        problem.string("detail", detail);
    }
    auto answer = net::json_response(status, std::move(body));
    answer.content_type = "application/problem+json";
    return answer;
}

} // namespace ws::server
