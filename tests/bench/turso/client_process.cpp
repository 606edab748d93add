#include "client_process.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace bench
{
namespace
{

void check(int code, const char* what)
{
    if (code != 0)
        throw std::system_error(code, std::generic_category(), what);
}

pid_t start(const std::vector<std::string>& command, int output)
{
    std::vector<char*> arguments;
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    check(::posix_spawn_file_actions_init(&actions), "posix_spawn");
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t process = -1;
    const int failed = ::posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), ::environ);
    ::posix_spawn_file_actions_destroy(&actions);
    check(failed, arguments[0]);
    return process;
}

std::string read_to_end(int fd)
{
    std::string text;
    std::array<char, 4096> piece;
    for (;;)
    {
        const auto count = ::read(fd, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
}

} // namespace

figures run_client_process(const std::vector<std::string>& command)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    const pid_t process = start(command, pipe[1]);
    ::close(pipe[1]);
    const auto told = read_to_end(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR)
    {
    }
    if (status != 0)
        throw std::runtime_error(command.front() + " failed");
    return figures_of(told);
}

} // namespace bench
