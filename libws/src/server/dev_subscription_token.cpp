#include "server/dev_subscription_token.hpp"

#include "base/json_object_writer.hpp"
#include "server/api_answer.hpp"
#include "server/query_reader.hpp"

#include <ws/server/dev_hmac_token.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace ws::server
{
namespace
{

constexpr std::chrono::seconds lifetime{300};

} // namespace

net::http_response answer_dev_subscription_token(
    const auth::hmac_token_options& tokens, const net::http_request& request, system_time now)
{
    query_reader in(request.query);
    const std::string user = in.text("user");
    const std::string channel = in.text("channel");
    if (user.empty() || channel.empty())
        in.refuse("the parameters user and channel are needed");
    if (const std::string mistake = in.mistake(); !mistake.empty())
        return malformed_answer(mistake);

    std::string json;
    {
        object_writer answer(json);
        answer.string_always("token", sign_dev_hmac_token(tokens, user, channel, now, lifetime));
        answer.number_always("expires_in", static_cast<std::uint64_t>(lifetime.count()));
    }
    return net::json_response(200, std::move(json));
}

} // namespace ws::server
