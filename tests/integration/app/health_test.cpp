#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <commands.hpp>
#include <health_request.hpp>
#include <sstream>
#include <string>
#include <thread>

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;

namespace
{

/// Accepts one connection, reads one request and gives one fixed answer.
class one_answer
{
public:
    explicit one_answer(std::string answer)
        : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          thread_([this, text = std::move(answer)] { serve(text); })
    {
    }

    [[nodiscard]] std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    /// What was asked; ends the conversation.
    std::string request()
    {
        thread_.join();
        return request_;
    }

private:
    void serve(const std::string& answer)
    {
        boost::system::error_code ec;
        tcp::socket socket = acceptor_.accept(ec);
        asio::read_until(socket, asio::dynamic_buffer(request_), "\r\n\r\n", ec);
        asio::write(socket, asio::buffer(answer), ec);
    }

    asio::io_context io_;
    tcp::acceptor acceptor_;
    std::string request_;
    std::jthread thread_;
};

struct outcome
{
    int code;
    std::string out;
    std::string err;
};

outcome ask(const std::string& url)
{
    const ws::server::variables none;
    std::ostringstream out;
    std::ostringstream err;
    const int code = imagineo::health({none, out, err}, url);
    return {code, out.str(), err.str()};
}

} // namespace

TEST(Health, ReadyServer_IsReportedReady)
{
    one_answer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    const auto o = ask(server.url());
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_THAT(o.out, HasSubstr("ready"));
    EXPECT_THAT(server.request(), testing::StartsWith("GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1"));
}

TEST(Health, ServerThatIsNotReady_FailsWithTheStatus)
{
    one_answer server("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    const auto o = ask(server.url());
    EXPECT_EQ(o.code, 1);
    EXPECT_THAT(o.err, HasSubstr("not ready"));
    EXPECT_THAT(o.err, HasSubstr("503"));
}

TEST(Health, SomethingElseOnThePort_IsNoHttpServer)
{
    one_answer chatty("+OK ready for you\r\n");
    EXPECT_THAT(ask(chatty.url()).err, HasSubstr("no HTTP server"));
    one_answer endless(std::string(20'000, 'x'));
    EXPECT_THAT(ask(endless.url()).err, HasSubstr("no HTTP server"));
}

TEST(Health, NobodyThere_SaysSo)
{
    std::string url;
    {
        one_answer gone("");
        url = gone.url();
        ask(url);
    }
    const auto o = ask(url);
    EXPECT_EQ(o.code, 1);
    EXPECT_THAT(o.err, HasSubstr("cannot be asked"));
}

TEST(Health, ServerThatNeverAnswers_IsGivenUpOn)
{
    asio::io_context io;
    tcp::acceptor silent(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    imagineo::http_target target;
    target.host = "127.0.0.1";
    target.port = std::to_string(silent.local_endpoint().port());
    const auto answer = imagineo::get_status(target, std::chrono::milliseconds(100));
    ASSERT_TRUE(std::holds_alternative<std::string>(answer));
    EXPECT_THAT(std::get<std::string>(answer), HasSubstr("no answer within 0.1 s"));
}
