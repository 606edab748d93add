#pragma once

#include <ws/base/error.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ws::webhook
{

enum class job_state : std::uint8_t
{
    queued,
    running,
    succeeded,
    failed,
    canceled,
    unknown, ///< a word of the provider that we do not know; not terminal
};

/// "queued", "running", "succeeded", "failed", "canceled", "unknown".
std::string_view to_string(job_state s) noexcept;

/// Succeeded, failed and canceled are.
bool is_terminal(job_state s) noexcept;

/// Whether an event may still change a job: a terminal state is final, and a running
/// job is not queued again.
bool may_follow(job_state previous, job_state next) noexcept;

inline constexpr std::size_t max_job_outputs = 24;
inline constexpr std::size_t max_output_url_bytes = 2048;
inline constexpr std::size_t max_job_error_characters = 500;
inline constexpr std::size_t max_job_id_bytes = 256;

/// Whether a text can be a provider's id of a job: 1 to 256 bytes without control characters.
bool is_job_id(std::string_view text) noexcept;

/// The news of an image job, whoever runs it.
struct job_event
{
    std::string job_id;
    job_state state = job_state::unknown;
    std::vector<std::string> outputs; ///< URLs that passed is_public_https_url(); never fetched by us
    std::string error;                ///< why it failed or was canceled, for people; "" = not said
};

/// A prediction object of Replicate. Errors: errc::malformed_input without a usable `id`.
result<job_event> read_replicate_event(const boost::json::value& body);

/// A callback of fal's queue. Errors: errc::malformed_input without a usable `request_id`.
result<job_event> read_fal_event(const boost::json::value& body);

/// {"job_id":…,"state":…,"terminal":…,"outputs":[…],"error":…}, the last only when
/// there is one. Under 64 KiB whatever the provider sent.
std::string to_json(const job_event& event);

/// Whether a URL may be passed on to browsers: https with a public host name (no
/// address in any spelling, no single label, no name reserved for local networks),
/// no user info, printable ASCII that needs no escaping, at most 2048 bytes.
bool is_public_https_url(std::string_view url) noexcept;

} // namespace ws::webhook
