#include "auth/clerk_key_fetch.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

namespace json = boost::json;

constexpr std::string_view backend = "backend_api";
constexpr std::string_view frontend = "frontend_api";

/// The date of the Backend API's behaviour that this was written against.
constexpr std::string_view api_date = "2026-05-12";

/// Whether an error document of the Backend API says that it does not know the secret key.
bool says_key_invalid(std::string_view body)
{
    const auto document = codec::parse_strict_json(body);
    const json::value* errors =
        document && document->is_object() ? document->get_object().if_contains("errors") : nullptr;
    if (errors == nullptr || !errors->is_array())
        return false;
    const auto is_it = [](const json::value& error)
    {
        const json::value* code = error.is_object() ? error.get_object().if_contains("code") : nullptr;
        return code != nullptr && *code == "clerk_key_invalid";
    };
    return std::any_of(errors->get_array().begin(), errors->get_array().end(), is_it);
}

key_fetch_result failed(token_reason reason, std::string why)
{
    key_fetch_result result;
    result.keys = reason;
    result.failure = std::move(why);
    return result;
}

key_fetch_result judge_failure(const net::transfer_failure& failure)
{
    if (failure.code == errc::too_large)
        return failed(token_reason::jwk_remote_invalid, "the answer is too long for a key set");
    return failed(token_reason::jwk_remote_failed_to_load, failure.message);
}

} // namespace

key_fetch_result judge_key_answer(const net::transfer_result& answer)
{
    if (!answer)
        return judge_failure(answer.error());
    if (answer->status == 401 && says_key_invalid(answer->body))
        return failed(token_reason::secret_key_invalid, "CLERK_SECRET_KEY is refused (clerk_key_invalid)");
    if (answer->status != 200)
        return failed(
            token_reason::jwk_remote_failed_to_load,
            "answered with status " + std::to_string(answer->status));
    auto keys = parse_key_set(answer->body);
    if (!keys)
        return failed(token_reason::jwk_remote_invalid, "the answer is no key set with a usable key");
    key_fetch_result result;
    result.keys = std::move(*keys);
    return result;
}

net::task<key_refresh_result> clerk_key_fetch::refresh(bool may_ask_backend)
{
    key_refresh_result result;
    std::vector<std::string_view> order;
    if (may_ask_backend && !sources_.backend_url.empty())
        order.push_back(backend);
    if (has_frontend())
        order.push_back(frontend);
    for (const std::string_view source : order)
    {
        result.last = co_await ask(source);
        if (result.last.keys || fetch_.stopped())
            break;
        result.failures.push_back(std::string(source) + ": " + result.last.failure);
        if (result.last.keys.error() == token_reason::secret_key_invalid)
            result.secret_key_refused = true;
    }
    co_return result;
}

net::task<key_fetch_result> clerk_key_fetch::ask(std::string_view source)
{
    net::outgoing_request request = request_to(source);
    const auto answer = co_await fetch_.get(std::move(request));
    key_fetch_result result = judge_key_answer(answer);
    result.source = source;
    co_return result;
}

net::outgoing_request clerk_key_fetch::request_to(std::string_view source) const
{
    const bool asks_backend = source == backend;
    net::outgoing_request request =
        net::document_request(asks_backend ? sources_.backend_url : sources_.frontend_url, max_key_set_bytes);
    request.headers.push_back({"User-Agent", sources_.user_agent});
    if (asks_backend)
    {
        request.headers.push_back({"Authorization", "Bearer " + std::string(sources_.secret_key.reveal())});
        request.headers.push_back({"Clerk-API-Version", std::string(api_date)});
    }
    return request;
}

} // namespace ws::auth
