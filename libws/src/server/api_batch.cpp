#include "server/api_batch.hpp"

#include "server/api_answer.hpp"
#include "server/api_auth.hpp"
#include "server/api_run.hpp"

#include <ws/base/json_string.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>

#include <utility>
#include <vector>

namespace ws::server
{
namespace
{

struct batch
{
    std::vector<const api_method*> methods; ///< of each call; nullptr where there is none
    std::vector<api_call> calls;
    auth::api_scope scopes = auth::api_scope::none; ///< of all of them together
    bool parallel = false;

    void add(const api_method* method, api_call call)
    {
        methods.push_back(method);
        calls.push_back(std::move(call));
        if (method != nullptr)
            scopes = scopes | method->scope;
    }
};

/// {"<method>": {request}}: the first member that is a method counts. What went
/// wrong for the whole batch, or "".
std::string add_command(batch& all, std::string_view text, const boost::json::object& command)
{
    for (const auto& member : command)
    {
        const auto* method = find_api_method(member.key());
        if (method == nullptr || member.value().is_null())
            continue;
        const auto* request = member.value().if_object();
        if (request == nullptr)
            return "the request of \"" + std::string(method->name) + "\" must be an object";
        auto read = read_request(*method, codec::raw_member(text, method->name), *request);
        if (auto* malformed = std::get_if<malformed_request>(&read))
            return std::string(method->name) + ": " + malformed->why;
        all.add(method, std::get<api_call>(std::move(read)));
        return {};
    }
    all.add(nullptr, answer_with(realtime::error::method_not_found));
    return {};
}

/// Reads every command before any is carried out. What is wrong, or "".
std::string read_batch(batch& all, std::string_view text)
{
    std::string why;
    const auto body = parse_api_object(text, why);
    if (!body)
        return why;

    request_problems problems;
    request_reader in(text, body->get_object(), problems);
    all.parallel = in.flag("parallel");
    const auto* commands = in.find("commands");
    if (commands != nullptr && !commands->is_array())
        in.refuse_type("commands", "an array");
    if (!problems.malformed.empty() || commands == nullptr)
        return problems.malformed;

    const auto& list = commands->get_array();
    const auto texts = codec::raw_elements(codec::raw_member(text, "commands"));
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        if (list[i].is_null())
            all.add(nullptr, answer_with(realtime::error::bad_request));
        else if (const auto* command = list[i].if_object())
            why = add_command(all, texts[i], *command);
        else
            why = "a command must be an object";
        if (!why.empty())
            return "member \"commands\", element " + std::to_string(i) + ": " + why;
    }
    return {};
}

void append_reply(std::string& json, const api_method* method, const api_reply& reply)
{
    if (!reply)
        return append_error_member(json, reply.error());
    json += '{';
    append_json_string(json, method->name);
    json.append(":").append(*reply) += '}';
}

} // namespace

net::task<net::http_response>
serve_batch(const api_context& context, const auth::api_key& key, const net::http_request& request)
{
    batch all;
    if (const std::string why = read_batch(all, request.body); !why.empty())
        co_return refuse_malformed(key, "batch", why);
    if (!context.uses.admits(key, all.scopes))
        co_return refuse_scope();

    std::vector<api_reply> replies;
    if (all.parallel)
        replies = co_await run_in_parallel(context.node, std::move(all.calls));
    else
        replies = co_await run_in_order(context.node, std::move(all.calls));

    std::string json = R"({"replies":[)";
    for (std::size_t i = 0; i < replies.size(); ++i)
    {
        if (i > 0)
            json += ',';
        append_reply(json, all.methods[i], replies[i]);
        if (!replies[i])
            log_failure(key, all.methods[i] ? all.methods[i]->name : "batch", replies[i].error());
    }
    co_return net::json_response(200, json + "]}");
}

} // namespace ws::server
