#include "server/limit_answer.hpp"

#include "server/problem_answer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ws::server
{
namespace
{

using std::chrono::seconds;

/// Until one of an address's connections has probably ended.
constexpr seconds socket_wait{10};

net::http_response too_many_requests(seconds wait, std::string_view detail)
{
    auto answer = problem_answer(429, detail);
    answer.headers.push_back({"Retry-After", std::to_string(wait.count())});
    return answer;
}

} // namespace

seconds retry_after(std::chrono::nanoseconds wait)
{
    return std::max(std::chrono::ceil<seconds>(wait), seconds(1));
}

void add_rate_fields(net::http_response& answer, const rate_use& use)
{
    answer.headers.push_back(
        {"RateLimit-Policy",
         fmt::format("\"{}\";q={};w={}", use.policy, use.rule.limit, use.rule.window.count())});
    answer.headers.push_back(
        {"RateLimit", fmt::format(
                          "\"{}\";r={};t={}", use.policy, use.verdict.remaining,
                          std::chrono::ceil<seconds>(use.verdict.reset_after).count())});
}

net::http_response rate_refusal(const rate_use& use)
{
    const auto wait = retry_after(use.verdict.retry_after);
    auto answer = too_many_requests(
        wait, fmt::format("The limit \"{}\" is spent; try again in {} s.", use.policy, wait.count()));
    add_rate_fields(answer, use);
    return answer;
}

net::http_response socket_refusal(std::string_view why) { return too_many_requests(socket_wait, why); }

} // namespace ws::server
