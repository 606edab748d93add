#include "webhook/event_id.hpp"
#include "webhook/job_parts.hpp"

#include <ws/base/json_string.hpp>
#include <ws/webhook/job_event.hpp>

namespace ws::webhook
{

std::string_view to_string(job_state s) noexcept
{
    switch (s)
    {
    case job_state::queued:
        return "queued";
    case job_state::running:
        return "running";
    case job_state::succeeded:
        return "succeeded";
    case job_state::failed:
        return "failed";
    case job_state::canceled:
        return "canceled";
    case job_state::unknown:
        break;
    }
    return "unknown";
}

bool is_terminal(job_state s) noexcept
{
    return s == job_state::succeeded || s == job_state::failed || s == job_state::canceled;
}

bool may_follow(job_state previous, job_state next) noexcept
{
    if (is_terminal(previous))
        return false;
    return !(previous == job_state::running && next == job_state::queued);
}

std::string to_json(const job_event& event)
{
    std::string out = R"({"job_id":)";
    append_json_string(out, event.job_id);
    out.append(R"(,"state":")").append(to_string(event.state));
    out.append(R"(","terminal":)").append(is_terminal(event.state) ? "true" : "false");
    out += R"(,"outputs":[)";
    for (const std::string& url : event.outputs)
    {
        if (out.back() != '[')
            out += ',';
        append_json_string(out, url);
    }
    out += ']';
    if (!event.error.empty())
    {
        out += R"(,"error":)";
        append_json_string(out, event.error);
    }
    out += '}';
    return out;
}

bool is_job_id(std::string_view text) noexcept
{
    static_assert(max_job_id_bytes == max_event_id_bytes);
    return is_event_id(text);
}

std::string job_id_member(const boost::json::value& body, std::string_view name)
{
    const auto id = text_member(body, name);
    return id && is_job_id(*id) ? std::string(*id) : std::string();
}

void add_output(job_event& event, const boost::json::value* url)
{
    if (url == nullptr || !url->is_string() || event.outputs.size() >= max_job_outputs)
        return;
    const std::string_view text = url->get_string();
    if (is_public_https_url(text))
        event.outputs.emplace_back(text);
}

std::string cut_error(std::string_view text)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
        if (!continues && characters++ == max_job_error_characters)
            return std::string(text.substr(0, i));
    }
    return std::string(text);
}

} // namespace ws::webhook
