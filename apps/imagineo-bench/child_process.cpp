#include "child_process.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace bench
{
namespace
{

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

child_process child_process::run(const std::string& path, const std::vector<std::string>& environment)
{
    const pid_t pid = ::fork();
    if (pid != 0)
        return child_process(pid);
    std::vector<char*> env;
    for (const auto& variable : environment)
        env.push_back(const_cast<char*>(variable.c_str()));
    env.push_back(nullptr);
    const int log = ::open("/dev/null", O_WRONLY);
    ::dup2(log, STDERR_FILENO);
    ::dup2(log, STDOUT_FILENO);
    char* const arguments[] = {const_cast<char*>(path.c_str()), nullptr};
    ::execve(path.c_str(), arguments, env.data());
    ::_exit(127);
}

child_process child_process::fork_and_call(const std::function<void()>& body)
{
    const pid_t pid = ::fork();
    if (pid != 0)
        return child_process(pid);
    body();
    ::_exit(0);
}

child_process::child_process(child_process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

child_process::~child_process()
{
    if (pid_ <= 0)
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

double child_process::cpu_us() const
{
    std::ifstream file(fmt::format("/proc/{}/stat", pid_));
    std::string text((std::istreambuf_iterator<char>(file)), {});
    // The name in parentheses may hold spaces; what we want stands behind it.
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t child_process::resident_bytes() const
{
    std::ifstream file(fmt::format("/proc/{}/statm", pid_));
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

bool child_process::is_running() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }

std::uint16_t free_port()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no free port");
    ::close(fd);
    return ntohs(address.sin_port);
}

int connect_loopback(std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    {
        if (fd >= 0)
            ::close(fd);
        return -1;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

void wait_for_port(std::uint16_t port, const child_process& server)
{
    for (int i = 0; i < 1000; ++i)
    {
        if (const int fd = connect_loopback(port); fd >= 0)
        {
            ::close(fd);
            return;
        }
        if (!server.is_running())
            throw std::runtime_error("the server ended at once");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("the server does not listen");
}

} // namespace bench
