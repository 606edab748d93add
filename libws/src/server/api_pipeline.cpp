#include "server/api_pipeline.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"
#include "server/api_run.hpp"

#include <ws/codec/strict_json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace ws::server
{
namespace
{

constexpr std::string_view json_space = " \t\r\n";

struct pipeline
{
    std::vector<std::uint64_t> ids;         ///< 0 = none
    std::vector<const api_method*> methods; ///< nullptr for an unknown one
    std::vector<api_call> calls;
    auth::api_scope scopes = auth::api_scope::none;
};

/// "Publish" and "PUBLISH" are the same method in this form of the API.
const api_method* find_in_any_case(std::string name)
{
    std::transform(
        name.begin(), name.end(), name.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return find_api_method(name);
}

/// {"id"?, "method", "params"?}. What went wrong, or "".
std::string add_command(pipeline& all, std::string_view text)
{
    std::string why;
    const auto parsed = parse_api_object(text, why);
    if (!parsed)
        return why;
    const auto& command = parsed->get_object();

    request_problems problems;
    request_reader in(text, command, problems);
    const auto id = in.whole_number("id");
    const auto* method = find_in_any_case(in.text("method"));
    const auto* params = in.find("params");
    if (params != nullptr && !params->is_object())
        in.refuse_type("params", "an object");
    if (!problems.malformed.empty())
        return problems.malformed;

    all.ids.push_back(id);
    all.methods.push_back(method);
    if (method == nullptr)
    {
        all.calls.push_back(answer_with(realtime::error::method_not_found));
        return {};
    }
    all.scopes = all.scopes | method->scope;
    const boost::json::object no_params;
    auto read = params == nullptr
                    ? read_request(*method, "{}", no_params)
                    : read_request(*method, codec::raw_member(text, "params"), params->get_object());
    if (auto* malformed = std::get_if<malformed_request>(&read))
        return std::string(method->name) + ": " + malformed->why;
    all.calls.push_back(std::get<api_call>(std::move(read)));
    return {};
}

/// Reads every command before any is carried out. What is wrong, or "".
std::string read_pipeline(pipeline& all, std::string_view body)
{
    for (auto text = next_object(body); !text.empty(); text = next_object(body))
        if (const std::string why = add_command(all, text); !why.empty())
            return "command " + std::to_string(all.calls.size() + 1) + ": " + why;
    if (!body.empty())
        return "a JSON object is expected behind " + std::to_string(all.calls.size()) + " commands";
    if (all.calls.empty())
        return "the body is empty";
    return {};
}

void append_line(std::string& out, std::uint64_t id, const api_reply& reply)
{
    std::string line;
    if (reply)
        line.append(R"({"result":)").append(*reply) += '}';
    else
        append_error_member(line, reply.error());
    if (!out.empty())
        out += '\n';
    if (id > 0)
        out.append(R"({"id":)").append(std::to_string(id)).append(",").append(line, 1);
    else
        out += line;
}

} // namespace

std::string_view next_object(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(json_space), rest.size()));
    if (rest.empty() || rest.front() != '{')
        return {};
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < rest.size(); ++i)
    {
        const char c = rest[i];
        if (in_string)
        {
            i += c == '\\' ? 1 : 0;
            in_string = c != '"';
        }
        else if (c == '"')
            in_string = true;
        else if (c == '{')
            ++depth;
        else if (c == '}' && --depth == 0)
        {
            const auto object = rest.substr(0, i + 1);
            rest.remove_prefix(i + 1);
            return object;
        }
    }
    return {};
}

net::task<net::http_response>
serve_pipeline(const api_context& context, const auth::api_key& key, const net::http_request& request)
{
    pipeline all;
    if (const std::string why = read_pipeline(all, request.body); !why.empty())
        co_return refuse_malformed(key, "pipeline", why);
    if (!context.uses.admits(key, all.scopes))
        co_return refuse_scope();

    const auto replies = co_await run_in_order(context.node, std::move(all.calls));
    std::string lines;
    for (std::size_t i = 0; i < replies.size(); ++i)
    {
        append_line(lines, all.ids[i], replies[i]);
        if (!replies[i])
            log_failure(key, all.methods[i] ? all.methods[i]->name : "pipeline", replies[i].error());
    }
    co_return net::json_response(200, std::move(lines));
}

} // namespace ws::server
