#include "server/admin_gate.hpp"

#include "server/problem_answer.hpp"

#include <ws/base/log.hpp>

#include <string_view>

namespace ws::server
{
namespace
{

bool is_admin_path(std::string_view path) { return path == "/admin" || path.starts_with("/admin/"); }

} // namespace

std::optional<net::http_response> refuse_pages_for_admin(const net::http_request& request)
{
    if (!is_admin_path(request.path) || request.header_count("Origin") == 0)
        return std::nullopt;
    log::info(
        "admin_refused", {{"path", log::excerpt(request.path)},
                          {"status", 403},
                          {"origin", log::excerpt(*request.header("Origin"))}});
    return problem_answer(403, "Requests of web pages are refused here: leave the Origin header out.");
}

void complete_for_admin(const net::http_request& request, net::http_response& answer)
{
    if (is_admin_path(request.path))
        answer.headers.push_back({"Cache-Control", "no-store"});
}

} // namespace ws::server
