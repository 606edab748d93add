#include "support/fault_proxy.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace ws::test
{
namespace
{

using net::asio::ip::tcp;
constexpr auto use_tuple = net::asio::as_tuple(net::use_task);

void close(net::tcp_socket& s, bool with_reset)
{
    boost::system::error_code ignored;
    if (with_reset)
        s.set_option(net::asio::socket_base::linger(true, 0), ignored);
    s.close(ignored);
}

} // namespace

struct fault_proxy::link
{
    link(net::tcp_socket&& client, net::executor ex, plan fate)
        : near(std::move(client)), far(ex), pause(ex), what_happens(fate)
    {
    }

    net::tcp_socket near;
    net::tcp_socket far;
    net::asio::basic_waitable_timer<
        std::chrono::steady_clock, net::asio::wait_traits<std::chrono::steady_clock>, net::executor>
        pause;
    plan what_happens;
};

fault_proxy::fault_proxy(std::uint16_t server, std::uint64_t seed, std::uint64_t reach)
    : server_(server), reach_(reach), random_(seed),
      acceptor_(io_.get_executor(), tcp::endpoint(net::asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port())
{
    net::asio::co_spawn(io_.get_executor(), accept_all(), net::asio::detached);
    thread_ = std::thread([this] { io_.run(); });
}

fault_proxy::~fault_proxy()
{
    io_.stop();
    thread_.join();
}

fault_proxy::plan fault_proxy::draw()
{
    plan p;
    if (calm_)
        return p;
    // Cuts are quick; whatever keeps a peer waiting costs the test time.
    constexpr std::array kinds{fault::reset,   fault::reset, fault::reset,      fault::reset,
                               fault::reset,   fault::close, fault::close,      fault::close,
                               fault::close,   fault::close, fault::half_close, fault::half_close,
                               fault::swallow, fault::delay, fault::none};
    p.what = kinds[std::uniform_int_distribution<std::size_t>(0, kinds.size() - 1)(random_)];
    p.towards_server = random_() % 2 == 0;
    p.at = std::uniform_int_distribution<std::uint64_t>(0, reach_)(random_);
    p.pause = std::chrono::milliseconds(random_() % 100);
    return p;
}

net::task<> fault_proxy::accept_all()
{
    for (;;)
    {
        auto [ec, near] = co_await acceptor_.async_accept(use_tuple);
        if (ec)
            co_return;
        auto l = std::make_shared<link>(std::move(near), io_.get_executor(), draw());
        net::asio::co_spawn(io_.get_executor(), connect(std::move(l)), net::asio::detached);
    }
}

net::task<> fault_proxy::connect(std::shared_ptr<link> l)
{
    const tcp::endpoint server(net::asio::ip::address_v4::loopback(), server_);
    auto [ec] = co_await l->far.async_connect(server, use_tuple);
    if (ec)
    {
        close(l->near, true);
        co_return;
    }
    boost::system::error_code ignored;
    l->near.set_option(tcp::no_delay(true), ignored);
    l->far.set_option(tcp::no_delay(true), ignored);
    net::asio::co_spawn(io_.get_executor(), forward(l, true), net::asio::detached);
    net::asio::co_spawn(io_.get_executor(), forward(l, false), net::asio::detached);
}

net::task<> fault_proxy::forward(std::shared_ptr<link> l, bool towards_server)
{
    auto& from = towards_server ? l->near : l->far;
    auto& to = towards_server ? l->far : l->near;
    std::array<char, 4096> buffer;
    bool forwards = true;
    for (;;)
    {
        auto [ended, got] = co_await from.async_read_some(net::asio::buffer(buffer), use_tuple);
        if (ended)
            break;
        auto& fate = l->what_happens;
        std::size_t first = got;
        const bool mine = fate.what != fault::none && fate.towards_server == towards_server;
        if (forwards && mine)
        {
            first = static_cast<std::size_t>(std::min<std::uint64_t>(got, fate.at));
            fate.at -= first;
        }
        if (forwards && first > 0)
            co_await net::asio::async_write(to, net::asio::buffer(buffer.data(), first), use_tuple);
        if (forwards && first < got)
            forwards = co_await spoil(*l, to);
        if (forwards && first < got)
            co_await net::asio::async_write(
                to, net::asio::buffer(buffer.data() + first, got - first), use_tuple);
    }
    boost::system::error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
    // Whoever swallowed an answer has to let go of the other side now.
    if (!forwards)
        close(to, false);
}

net::task<bool> fault_proxy::spoil(link& l, net::tcp_socket& to)
{
    const auto what = std::exchange(l.what_happens.what, fault::none);
    ++counts_[static_cast<std::size_t>(what)];
    if (what == fault::reset || what == fault::close)
    {
        close(l.near, what == fault::reset);
        close(l.far, what == fault::reset);
    }
    else if (what == fault::half_close)
    {
        boost::system::error_code ignored;
        to.shutdown(tcp::socket::shutdown_send, ignored);
    }
    else if (what == fault::delay)
    {
        l.pause.expires_after(l.what_happens.pause);
        co_await l.pause.async_wait(use_tuple);
        co_return true;
    }
    co_return false;
}

} // namespace ws::test
