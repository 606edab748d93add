#include <ws/net/document_fetch.hpp>

#include <boost/asio/error.hpp>

#include <utility>

namespace ws::net
{
namespace
{

using namespace std::chrono_literals;

constexpr int max_attempts = 3;
constexpr std::chrono::milliseconds first_pause = 125ms;
constexpr std::chrono::milliseconds connect_timeout = 2s;
constexpr std::chrono::milliseconds deadline = 5s;

} // namespace

bool is_passing_fault(const transfer_result& answer)
{
    if (answer)
        return answer->status >= 500;
    const error_code& code = answer.error().code;
    return code != errc::too_large && code != errc::closed && code != boost::asio::error::operation_aborted;
}

outgoing_request document_request(std::string url, std::size_t max_bytes)
{
    outgoing_request request;
    request.url = std::move(url);
    request.headers = {{"Accept", "application/json"}};
    request.repeatable = true;
    request.connect_timeout = connect_timeout;
    request.deadline = deadline;
    request.max_response_bytes = max_bytes;
    return request;
}

task<transfer_result> document_fetch::get(outgoing_request request)
{
    auto pause = first_pause;
    for (int attempt = 1;; ++attempt)
    {
        outgoing_request again = request;
        auto answer = co_await client_.send(std::move(again), use_task);
        if (!is_passing_fault(answer) || attempt == max_attempts || stopped_)
            co_return answer;
        const auto cut = std::uniform_int_distribution<std::int64_t>(0, pause.count())(random_);
        co_await pauses_.wait(std::chrono::milliseconds(cut));
        if (stopped_)
            co_return answer;
        pause *= 2;
    }
}

void document_fetch::stop()
{
    stopped_ = true;
    pauses_.wake_all();
}

} // namespace ws::net
