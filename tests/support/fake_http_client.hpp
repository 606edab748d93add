#pragma once

#include <ws/net/http_client.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ws::test
{

/// The other servers, played by the test: it sees each request and answers it when it likes.
class fake_http_client final : public net::http_client
{
public:
    explicit fake_http_client(boost::asio::any_io_executor ex) : ex_(std::move(ex)) {}

    std::vector<net::outgoing_request> requests; ///< all of them, in their order

    [[nodiscard]] std::size_t under_way() const noexcept override { return waiting_.size(); }

    /// Answers the oldest request that waits.
    void answer(unsigned status, std::string body = {})
    {
        net::incoming_response response;
        response.status = status;
        response.body = std::move(body);
        complete(net::transfer_result(std::move(response)));
    }

    void fail(error_code code, std::string message = "it failed")
    {
        complete(net::transfer_failure{code, std::move(message)});
    }

private:
    using handler_type = boost::asio::any_completion_handler<void(net::transfer_result)>;
    using handler_ptr = std::shared_ptr<handler_type>;

    void start(net::outgoing_request request, handler_type handler) override
    {
        requests.push_back(std::move(request));
        const auto kept = std::make_shared<handler_type>(std::move(handler));
        waiting_.push_back(kept);
        auto slot = boost::asio::get_associated_cancellation_slot(*kept);
        if (slot.is_connected())
            slot.assign([this, kept](boost::asio::cancellation_type) { abort(kept); });
    }

    void abort(const handler_ptr& handler)
    {
        if (std::erase(waiting_, handler) > 0)
            post(handler, net::transfer_failure{boost::asio::error::operation_aborted, "cancelled"});
    }

    void complete(net::transfer_result result)
    {
        const handler_ptr handler = waiting_.at(0);
        waiting_.pop_front();
        boost::asio::get_associated_cancellation_slot(*handler).clear();
        post(handler, std::move(result));
    }

    void post(const handler_ptr& handler, net::transfer_result result)
    {
        boost::asio::post(
            ex_,
            [handler, result = std::move(result)]() mutable { std::move (*handler)(std::move(result)); });
    }

    boost::asio::any_io_executor ex_;
    std::deque<handler_ptr> waiting_;
};

} // namespace ws::test
