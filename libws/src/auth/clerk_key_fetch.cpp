#include "auth/clerk_key_fetch.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/asio/error.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::string_view backend = "backend_api";
constexpr std::string_view frontend = "frontend_api";

constexpr int max_attempts = 3;
constexpr std::chrono::milliseconds first_pause = 125ms; ///< doubled each time, and cut at random
constexpr std::chrono::milliseconds connect_timeout = 2s;
constexpr std::chrono::milliseconds deadline = 5s;
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

key_fetch_result failed(token_reason reason, std::string why, bool worth_repeating = false)
{
    key_fetch_result result;
    result.keys = reason;
    result.failure = std::move(why);
    result.worth_repeating = worth_repeating;
    return result;
}

key_fetch_result judge_failure(const net::transfer_failure& failure)
{
    if (failure.code == errc::too_large)
        return failed(token_reason::jwk_remote_invalid, "the answer is too long for a key set");
    const bool ended = failure.code == errc::closed || failure.code == boost::asio::error::operation_aborted;
    return failed(token_reason::jwk_remote_failed_to_load, failure.message, !ended);
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
            token_reason::jwk_remote_failed_to_load, "answered with status " + std::to_string(answer->status),
            answer->status >= 500);
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
        result.last = co_await ask_repeatedly(source);
        if (result.last.keys || stopped_)
            break;
        result.failures.push_back(std::string(source) + ": " + result.last.failure);
        if (result.last.keys.error() == token_reason::secret_key_invalid)
            result.secret_key_refused = true;
    }
    co_return result;
}

void clerk_key_fetch::stop()
{
    stopped_ = true;
    pauses_.wake_all();
}

net::task<key_fetch_result> clerk_key_fetch::ask_repeatedly(std::string_view source)
{
    auto pause = first_pause;
    for (int attempt = 1;; ++attempt)
    {
        net::outgoing_request request = request_to(source);
        const auto answer = co_await client_.send(std::move(request), net::use_task);
        key_fetch_result result = judge_key_answer(answer);
        result.source = source;
        if (result.keys || !result.worth_repeating || attempt == max_attempts || stopped_)
            co_return result;
        const auto cut = std::uniform_int_distribution<std::int64_t>(0, pause.count())(random_);
        co_await pauses_.wait(std::chrono::milliseconds(cut));
        if (stopped_)
            co_return result;
        pause *= 2;
    }
}

net::outgoing_request clerk_key_fetch::request_to(std::string_view source) const
{
    net::outgoing_request request;
    request.repeatable = true;
    request.connect_timeout = connect_timeout;
    request.deadline = deadline;
    request.max_response_bytes = max_key_set_bytes;
    request.headers = {{"Accept", "application/json"}, {"User-Agent", sources_.user_agent}};
    if (source == frontend)
    {
        request.url = sources_.frontend_url;
        return request;
    }
    request.url = sources_.backend_url;
    request.headers.push_back({"Authorization", "Bearer " + std::string(sources_.secret_key.reveal())});
    request.headers.push_back({"Clerk-API-Version", std::string(api_date)});
    return request;
}

} // namespace ws::auth
