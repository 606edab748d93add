#include "support/scripted_server.hpp"

#include "support/scripted_connection.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ws::test
{
namespace
{

constexpr std::chrono::seconds patience{30};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// OpenSSL writes without MSG_NOSIGNAL.
void ignore_broken_pipes()
{
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

std::string word_of(const std::string& line, std::size_t begin)
{
    return line.substr(begin, line.find(' ', begin) - begin);
}

} // namespace

std::string seen_request::method() const { return word_of(head, 0); }

std::string seen_request::target() const { return word_of(head, head.find(' ') + 1); }

std::string seen_request::header(std::string_view name) const
{
    for (auto at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size();)
    {
        const auto begin = at + 2;
        const auto end = head.find("\r\n", begin);
        const auto colon = head.find(':', begin);
        if (colon < end && colon - begin == name.size() &&
            ::strncasecmp(head.data() + begin, name.data(), name.size()) == 0)
        {
            const auto value = std::min(head.find_first_not_of(' ', colon + 1), end);
            return head.substr(value, end - value);
        }
        at = end;
    }
    return {};
}

std::string answer_text(unsigned status, std::string_view body, std::string_view headers)
{
    return "HTTP/1.1 " + std::to_string(status) +
           " Scripted\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(headers) +
           "\r\n" + std::string(body);
}

reaction answer(unsigned status, std::string_view body, std::string_view headers)
{
    return {steps::send{answer_text(status, body, headers)}};
}

scripted_server::scripted_server(script s, options o) : script_(std::move(s)), options_(std::move(o))
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(at);
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
        fail("bind");
    port_ = ntohs(at.sin_port);
    if (!options_.opens_later)
        open_port();
}

void scripted_server::open_port()
{
    if (::listen(listener_, 512) != 0)
        fail("listen");
    acceptor_ = std::thread([this] { accept_all(); });
}

scripted_server::~scripted_server()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const auto& connection : connections_)
            if (connection)
                connection->interrupt();
    }
    changed_.notify_all();
    ::shutdown(listener_, SHUT_RDWR); // wakes accept()
    if (acceptor_.joinable())
        acceptor_.join();
    for (auto& thread : threads_)
        thread.join();
    ::close(listener_);
}

std::string scripted_server::url(std::string_view path) const
{
    return (options_.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
           std::string(path);
}

void scripted_server::accept_all()
{
    for (;;)
    {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(mutex_);
        if (fd < 0 || stopping_)
        {
            if (fd >= 0)
                ::close(fd);
            return;
        }
        const auto number = connections_.size();
        connections_.push_back(std::make_unique<scripted_connection>(fd, number));
        most_open_ = std::max(most_open_, ++open_);
        threads_.emplace_back([this, c = connections_.back().get()] { serve(*c); });
        changed_.notify_all();
    }
}

void scripted_server::serve(scripted_connection& connection)
{
    ignore_broken_pipes();
    if (!options_.tls || connection.start_tls(options_.tls))
        follow(connection);
    const std::lock_guard lock(mutex_);
    connections_[connection.number()].reset();
    --open_;
    changed_.notify_all();
}

namespace
{

/// Does one step; false where it ended the connection.
struct step_runner
{
    scripted_connection& connection;
    const std::function<void()>& pass_gate;

    bool operator()(const steps::send& s) const { return connection.send(s.bytes); }
    bool operator()(const steps::drip& s) const { return connection.drip(s.bytes, s.pause); }
    bool operator()(const steps::read& s) const { return connection.read_exactly(s.bytes); }
    bool operator()(const steps::repeat& s) const
    {
        for (std::size_t i = 0; i < s.times; ++i)
            if (!connection.send(s.bytes))
                return false;
        return true;
    }
    bool operator()(const steps::close&) const
    {
        connection.close();
        return false;
    }
    bool operator()(const steps::reset&) const
    {
        connection.reset();
        return false;
    }
    bool operator()(const steps::stay_silent&) const
    {
        connection.read_to_end();
        return false;
    }
    bool operator()(const steps::wait_at_gate&) const
    {
        pass_gate();
        return true;
    }
};

bool all_done(const reaction& what, const step_runner& run)
{
    return std::all_of(what.begin(), what.end(), [&](const step& s) { return std::visit(run, s); });
}

} // namespace

void scripted_server::follow(scripted_connection& connection)
{
    const std::function<void()> pass_gate = [this]
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, patience, [this] { return gate_open_ || stopping_; });
    };
    const step_runner run{connection, pass_gate};
    if (options_.on_accept && !all_done(options_.on_accept(connection.number()), run))
        return;
    for (std::size_t number = 0;; ++number)
    {
        auto message = connection.read_request();
        if (!message)
            return;
        const seen_request seen{
            connection.number(), number, std::move(message->head), std::move(message->body)};
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(seen);
        }
        changed_.notify_all();
        reaction what;
        {
            const std::lock_guard lock(script_mutex_);
            what = script_(seen);
        }
        if (!all_done(what, run))
            return;
    }
}

std::vector<seen_request> scripted_server::requests() const
{
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::size_t scripted_server::request_count() const
{
    const std::lock_guard lock(mutex_);
    return requests_.size();
}

std::size_t scripted_server::connection_count() const
{
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

std::size_t scripted_server::most_connections() const
{
    const std::lock_guard lock(mutex_);
    return most_open_;
}

bool scripted_server::wait_for(const std::function<bool()>& condition) const
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, condition);
}

bool scripted_server::wait_for_requests(std::size_t count) const
{
    return wait_for([&] { return requests_.size() >= count; });
}

bool scripted_server::wait_for_connections(std::size_t count) const
{
    return wait_for([&] { return connections_.size() >= count; });
}

bool scripted_server::wait_until_deserted() const
{
    return wait_for([&] { return open_ == 0; });
}

void scripted_server::open_gate()
{
    {
        const std::lock_guard lock(mutex_);
        gate_open_ = true;
    }
    changed_.notify_all();
}

} // namespace ws::test
