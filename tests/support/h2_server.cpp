#include "support/h2_server.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ws::test
{
namespace
{

constexpr int patience_ms = 30'000;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string node()
{
    const std::string path = WS_TEST_NODE;
    if (!std::filesystem::exists(path))
        throw std::runtime_error("no node at tests/e2e/node_modules: run `npm ci` in tests/e2e");
    return path;
}

} // namespace

h2_server::h2_server()
{
    const auto program = node();
    int to[2];
    int from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0)
        fail("pipe");
    to_ = to[1];
    from_ = from[0];
    posix_spawn_file_actions_t streams;
    posix_spawn_file_actions_init(&streams);
    posix_spawn_file_actions_adddup2(&streams, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&streams, from[1], STDOUT_FILENO);
    std::string arguments[] = {
        program, WS_TEST_SUPPORT "/h2_server.mjs", identity_.key_file(), identity_.certificate_file()};
    char* argv[] = {
        arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
    const int failed = ::posix_spawn(&pid_, program.c_str(), &streams, nullptr, argv, environ);
    posix_spawn_file_actions_destroy(&streams);
    ::close(to[0]);
    ::close(from[1]);
    if (failed != 0)
        throw std::system_error(failed, std::generic_category(), program);
    const auto ports = read_line(patience_ms);
    port_ = ports.substr(0, ports.find(' '));
    leaving_port_ = ports.substr(port_.size() + 1);
}

h2_server::~h2_server()
{
    ::close(to_); // it ends with its standard input
    ::close(from_);
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

std::string h2_server::url(std::string_view path) const
{
    return "https://127.0.0.1:" + port_ + std::string(path);
}

std::string h2_server::leaving_url() const { return "https://127.0.0.1:" + leaving_port_ + "/"; }

std::string h2_server::read_line(int wait_ms)
{
    std::size_t end = 0;
    while ((end = pending_.find('\n')) == std::string::npos)
    {
        pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, wait_ms) <= 0)
            return {};
        char bytes[4096];
        const auto count = ::read(from_, bytes, sizeof(bytes));
        if (count <= 0)
            return {};
        pending_.append(bytes, static_cast<std::size_t>(count));
    }
    auto line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    return line;
}

std::vector<std::string> h2_server::taken(std::size_t count)
{
    const std::string prefix = "took ";
    while (taken_.size() < count)
    {
        const auto line = read_line(patience_ms);
        if (line.empty())
            break;
        taken_.push_back(line.substr(prefix.size()));
    }
    return taken_;
}

} // namespace ws::test
