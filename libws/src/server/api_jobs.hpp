#pragma once

#include "server/api_context.hpp"
#include "server/job_store.hpp"

#include <ws/net/router.hpp>
#include <ws/realtime/channel_rules.hpp>
#include <ws/server/webhook_settings.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ws::server
{

/// What a job may be registered with.
struct job_rules
{
    realtime::channel_rules channels;
    std::vector<std::string> providers; ///< configured ones that run jobs
};

/// The configured providers whose deliveries are news of jobs.
std::vector<std::string> job_providers(const webhook_settings& settings);

/// A job as somebody asks for it.
struct job_request
{
    job_key key;
    job_registration values;
};

/// Reads the body of a request for a job, or says what is wrong with it.
std::variant<job_request, std::string> read_job_request(std::string_view text, const job_rules& rules);

/// Adds POST /api/jobs. `context` is copied; what it refers to, and the store, must
/// outlive the router.
void add_api_jobs_route(
    net::router& table, const api_context& context, job_store& jobs, job_rules rules,
    std::size_t max_body_bytes);

} // namespace ws::server
