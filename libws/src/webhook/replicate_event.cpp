#include "webhook/job_parts.hpp"

#include <boost/json/array.hpp>

#include <array>
#include <utility>

namespace ws::webhook
{
namespace
{

job_state state_named(std::string_view status)
{
    static constexpr std::array<std::pair<std::string_view, job_state>, 6> states{{
        {"starting", job_state::queued},
        {"processing", job_state::running},
        {"succeeded", job_state::succeeded},
        {"failed", job_state::failed},
        {"canceled", job_state::canceled},
        {"aborted", job_state::canceled},
    }};
    for (const auto& [name, state] : states)
        if (name == status)
            return state;
    return job_state::unknown;
}

} // namespace

result<job_event> read_replicate_event(const boost::json::value& body)
{
    job_event event;
    event.job_id = job_id_member(body, "id");
    if (event.job_id.empty())
        return errc::malformed_input;
    event.state = state_named(text_member(body, "status").value_or(""));

    const boost::json::value* output = member(body, "output");
    if (output != nullptr && output->is_array())
        for (const boost::json::value& url : output->get_array())
            add_output(event, &url);
    else
        add_output(event, output);
    if (event.state == job_state::failed || event.state == job_state::canceled)
        event.error = cut_error(text_member(body, "error").value_or(""));
    return event;
}

} // namespace ws::webhook
