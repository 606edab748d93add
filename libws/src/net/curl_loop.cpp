#include "curl_loop.hpp"

#include <algorithm>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

namespace ws::net
{

using std::chrono::steady_clock;

curl_loop::curl_loop(boost::asio::any_io_executor executor, const http_client_options& options, on_done done)
    : executor_(std::move(executor)), done_(std::move(done)),
      alarm_(executor_, [this] { act(CURL_SOCKET_TIMEOUT, 0); }), multi_(curl_multi_init())
{
    if (!multi_)
        throw std::bad_alloc();
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &watch_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    // The queue decides how many there are; this one only keeps a server that speaks
    // HTTP/2 no longer from getting a connection for every request.
    constexpr long for_urgent_ones = 32;
    curl_multi_setopt(
        multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
        static_cast<long>(options.max_connections_per_host) + for_urgent_ones);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_idle_connections));
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
}

curl_loop::~curl_loop()
{
    acting_ = true;
    curl_multi_cleanup(multi_);
    for (auto& [fd, entry] : watched_)
        entry.watch->close();
}

void curl_loop::adopt(CURL* easy)
{
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

CURLMcode curl_loop::add(CURL* easy)
{
    const bool nested = std::exchange(acting_, true);
    const auto code = curl_multi_add_handle(multi_, easy);
    acting_ = nested;
    if (!nested && std::exchange(again_, false))
        act(CURL_SOCKET_TIMEOUT, 0);
    return code;
}

void curl_loop::remove(CURL* easy) { curl_multi_remove_handle(multi_, easy); }

void curl_loop::act(curl_socket_t fd, int events)
{
    // A turn's end may make more to do at once; a bound keeps the loop's other work alive.
    constexpr int most_turns = 16;
    acting_ = true;
    int running = 0;
    for (int turn = 0; turn < most_turns; ++turn)
    {
        again_ = false;
        curl_multi_socket_action(multi_, fd, events, &running);
        tell_done();
        fd = CURL_SOCKET_TIMEOUT;
        events = 0;
        if (!again_)
            break;
    }
    acting_ = false;
    if (std::exchange(again_, false))
        alarm_.set(steady_clock::now());
}

void curl_loop::tell_done()
{
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left))
        if (message->msg == CURLMSG_DONE)
            done_(message->easy_handle, message->data.result);
}

int curl_loop::set_timer(CURLM*, long milliseconds, void* self)
{
    auto& loop = *static_cast<curl_loop*>(self);
    if (milliseconds < 0)
        loop.alarm_.unset();
    else if (milliseconds == 0 && loop.acting_)
        loop.again_ = true;
    else
        loop.alarm_.set(steady_clock::now() + std::chrono::milliseconds(milliseconds));
    return 0;
}

std::shared_ptr<curl_socket_watch> curl_loop::make_watch(int fd)
{
    return std::make_shared<curl_socket_watch>(
        executor_, fd,
        [this](int ready, curl_socket_watch::readiness what)
        { act(ready, what == curl_socket_watch::readiness::readable ? CURL_CSELECT_IN : CURL_CSELECT_OUT); });
}

curl_socket_t curl_loop::open_socket(void* self, curlsocktype, curl_sockaddr* address)
{
    auto& loop = *static_cast<curl_loop*>(self);
    const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd < 0)
        return CURL_SOCKET_BAD;
    // No exception may cross libcurl, which is C.
    try
    {
        loop.forget(fd); // closed without a word
        loop.watched_[fd] = {loop.make_watch(fd), true};
        return fd;
    }
    catch (const std::exception&)
    {
        loop.watched_.erase(fd);
        ::close(fd);
        return CURL_SOCKET_BAD;
    }
}

int curl_loop::close_socket(void* self, curl_socket_t fd)
{
    static_cast<curl_loop*>(self)->forget(fd);
    return ::close(fd);
}

int curl_loop::watch_socket(CURL*, curl_socket_t fd, int what, void* self, void*)
{
    auto& loop = *static_cast<curl_loop*>(self);
    if (what == CURL_POLL_REMOVE)
    {
        loop.rest(fd);
        return 0;
    }
    try
    {
        auto& entry = loop.watched_[fd];
        if (!entry.watch)
            entry = {loop.make_watch(fd), false};
        entry.watch->want((what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0);
        return 0;
    }
    catch (const std::exception&)
    {
        loop.watched_.erase(fd);
        return -1;
    }
}

// A connection comes back. What is closed without close_socket does not: the sockets
// of a connection that never came about, and those the resolver's thread speaks through.
void curl_loop::rest(int fd)
{
    const auto at = watched_.find(fd);
    if (at == watched_.end())
        return;
    if (at->second.ours && at->second.watch->ever_read())
        at->second.watch->want(false, false);
    else
        forget(fd);
}

void curl_loop::forget(int fd)
{
    const auto at = watched_.find(fd);
    if (at == watched_.end())
        return;
    at->second.watch->close();
    watched_.erase(at);
}

} // namespace ws::net
