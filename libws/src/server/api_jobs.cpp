#include "server/api_jobs.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::string_view path = "/api/jobs";
constexpr std::string_view method = "jobs";
constexpr std::int64_t usual_lifetime = 24 * 3600;
constexpr std::int64_t longest_lifetime = 30 * 24 * 3600;
constexpr std::size_t longest_user = 255;

bool is_user(std::string_view text)
{
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    return !text.empty() && text.size() <= longest_user && std::none_of(text.begin(), text.end(), is_control);
}

/// What is wrong with the values, or "".
std::string mistake_in(const job_request& job, const job_rules& rules)
{
    const auto& providers = rules.providers;
    if (std::find(providers.begin(), providers.end(), job.key.provider) == providers.end())
        return fmt::format(
            "member \"provider\" must be a configured one that runs jobs: {}",
            providers.empty() ? "there is none" : fmt::format("{}", fmt::join(providers, ", ")));
    if (!webhook::is_job_id(job.key.id))
        return fmt::format(
            "member \"job_id\" must be the provider's id of the job, at most {} bytes",
            webhook::max_job_id_bytes);
    if (!is_user(job.values.user))
        return fmt::format("member \"user\" must be a user's id, at most {} bytes", longest_user);
    const auto channel = rules.channels.find(job.values.channel);
    if (const auto* refused = std::get_if<realtime::client_error>(&channel))
        return fmt::format("member \"channel\" cannot be used: {}", refused->message);
    const auto lifetime = job.values.lifetime.count();
    if (lifetime < 1 || lifetime > longest_lifetime)
        return fmt::format("member \"expires_in\" must be from 1 to {} seconds", longest_lifetime);
    return {};
}

net::http_response answer_to(const result<>& registered, const auth::api_key& key)
{
    if (registered)
        return net::json_response(200, R"({"result":{}})");
    if (registered.error() != errc::conflict)
        return try_again_answer("the table of jobs is full");
    log_failure(key, method, realtime::error::conflict);
    std::string body;
    append_error_member(body, realtime::error::conflict);
    return net::json_response(409, std::move(body));
}

net::task<net::http_response> serve_job(
    const api_context& context, job_store& jobs, const job_rules& rules, const auth::api_key& key,
    const net::http_request& request)
{
    if (!context.uses.admits(key, auth::api_scope::publish))
        co_return refuse_scope();

    const auto read = read_job_request(request.body, rules);
    if (const auto* why = std::get_if<std::string>(&read))
        co_return refuse_malformed(key, method, *why);
    const auto& job = std::get<job_request>(read);
    const auto registered = co_await jobs.add(job.key, job.values);
    co_return answer_to(registered, key);
}

} // namespace

std::vector<std::string> job_providers(const webhook_settings& settings)
{
    std::vector<std::string> names;
    for (const webhook_provider_settings& p : settings.providers)
        if ((p.name == "replicate" || p.options.used == webhook::scheme::fal) &&
            webhook::provider(p.options).is_configured())
            names.push_back(p.name);
    return names;
}

std::variant<job_request, std::string> read_job_request(std::string_view text, const job_rules& rules)
{
    std::string why;
    const auto body = parse_api_object(text, why);
    if (!body)
        return why;
    request_problems problems;
    request_reader in(text, body->get_object(), problems);
    job_request job;
    job.key = {in.text("provider"), in.text("job_id")};
    job.values.user = in.text("user");
    job.values.channel = in.text("channel");
    const bool says_how_long = in.find("expires_in") != nullptr;
    job.values.lifetime = std::chrono::seconds(says_how_long ? in.integer("expires_in") : usual_lifetime);
    why = problems.malformed.empty() ? mistake_in(job, rules) : problems.malformed;
    if (!why.empty())
        return why;
    return job;
}

void add_api_jobs_route(
    net::router& table, const api_context& context, job_store& jobs, job_rules rules,
    std::size_t max_body_bytes)
{
    const auto kept = std::make_shared<const job_rules>(std::move(rules));
    net::http_route route;
    route.method = "POST";
    route.path = path;
    route.max_body_bytes = max_body_bytes;
    route.handle = [context, &jobs, kept](const net::http_request& request)
    {
        return serve_with_key(
            context, request,
            [&context, &jobs, &kept, &request](const auth::api_key& key)
            { return serve_job(context, jobs, *kept, key, request); });
    };
    table.add(std::move(route));
}

} // namespace ws::server
