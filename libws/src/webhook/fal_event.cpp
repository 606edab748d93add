#include "webhook/job_parts.hpp"

#include <boost/json/array.hpp>

namespace ws::webhook
{
namespace
{

/// OK alone does not mean success: a result that could not be written as JSON comes as
/// a null payload and a `payload_error`.
job_state state_of(const boost::json::value& body)
{
    const std::string_view status = text_member(body, "status").value_or("");
    if (status == "ERROR")
        return job_state::failed;
    if (status != "OK")
        return job_state::unknown;
    const boost::json::value* payload = member(body, "payload");
    const bool lost = (payload == nullptr || payload->is_null()) && text_member(body, "payload_error");
    return lost ? job_state::failed : job_state::succeeded;
}

void add_url_of(job_event& event, const boost::json::value* file)
{
    if (file != nullptr)
        add_output(event, member(*file, "url"));
}

void add_outputs(job_event& event, const boost::json::value& payload)
{
    const boost::json::value* images = member(payload, "images");
    if (images != nullptr && images->is_array())
        for (const boost::json::value& image : images->get_array())
            add_url_of(event, &image);
    add_url_of(event, member(payload, "image"));
    add_url_of(event, member(payload, "video"));
}

/// `payload.detail` is text, or a list of what is wrong with which parameter.
std::string_view detail_of(const boost::json::value& body)
{
    const boost::json::value* payload = member(body, "payload");
    if (payload == nullptr)
        return {};
    const boost::json::value* detail = member(*payload, "detail");
    if (detail != nullptr && detail->is_array() && !detail->get_array().empty())
        return text_member(detail->get_array().front(), "msg").value_or("");
    return text_member(*payload, "detail").value_or("");
}

std::string_view error_of(const boost::json::value& body)
{
    for (const std::string_view name : {"error", "payload_error"})
        if (const auto text = text_member(body, name); text && !text->empty())
            return *text;
    return detail_of(body);
}

} // namespace

result<job_event> read_fal_event(const boost::json::value& body)
{
    job_event event;
    event.job_id = job_id_member(body, "request_id");
    if (event.job_id.empty())
        return errc::malformed_input;
    event.state = state_of(body);
    if (const boost::json::value* payload = member(body, "payload"))
        add_outputs(event, *payload);
    if (event.state == job_state::failed)
        event.error = cut_error(error_of(body));
    return event;
}

} // namespace ws::webhook
