#include "server/api_method.hpp"

#include "server/api_commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ws::server
{
namespace
{

using auth::api_scope;

constexpr std::array methods{
    api_method{"publish", api_scope::publish, read_publish},
    api_method{"broadcast", api_scope::publish, read_broadcast},
    api_method{"history_remove", api_scope::publish, read_history_remove},
    api_method{"subscribe", api_scope::disconnect, read_subscribe},
    api_method{"unsubscribe", api_scope::disconnect, read_unsubscribe},
    api_method{"disconnect", api_scope::disconnect, read_disconnect},
    api_method{"refresh", api_scope::disconnect, read_refresh},
    api_method{"presence", api_scope::presence, read_presence},
    api_method{"presence_stats", api_scope::presence, read_presence_stats},
    api_method{"history", api_scope::presence, read_history},
    api_method{"channels", api_scope::presence, read_channels},
    api_method{"info", api_scope::presence, read_info},
    api_method{"rpc", api_scope::none, read_rpc},
};

net::task<api_reply> fail(realtime::client_error error) { co_return error; }

} // namespace

std::span<const api_method> api_methods() { return methods; }

const api_method* find_api_method(std::string_view name)
{
    const auto* found =
        std::find_if(methods.begin(), methods.end(), [&](const auto& m) { return m.name == name; });
    return found == methods.end() ? nullptr : found;
}

std::variant<api_call, malformed_request>
read_request(const api_method& method, std::string_view text, const boost::json::object& object)
{
    request_problems problems;
    request_reader in(text, object, problems);
    api_call call = method.read(in);
    if (!problems.malformed.empty())
        return malformed_request{std::move(problems.malformed)};
    if (problems.bad_value)
        return answer_with(realtime::error::bad_request);
    return call;
}

api_call answer_with(const realtime::client_error& error)
{
    return [error](realtime::node&) { return fail(error); };
}

} // namespace ws::server
