#include "server/private_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ws::server
{
namespace
{

/// Closes itself.
class file
{
public:
    explicit file(int descriptor) : descriptor_(descriptor) {}
    file(const file&) = delete;
    file& operator=(const file&) = delete;
    ~file()
    {
        if (is_open())
            ::close(descriptor_);
    }

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

error_code failed(const char* action, const std::filesystem::path& path, std::string& why)
{
    const error_code error(errno, boost::system::system_category());
    why = fmt::format("cannot {} {}: {}", action, path.string(), error.message());
    return error;
}

bool write_all(int descriptor, std::string_view text)
{
    while (!text.empty())
    {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

result<> create_private_file_once(const std::filesystem::path& path, std::string_view text, std::string& why)
{
    const std::filesystem::path directory = path.parent_path();
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return failed("create", directory, why);
    std::string draft = path.string() + ".XXXXXX";
    {
        const file out(::mkostemp(draft.data(), O_CLOEXEC)); // mode 0600
        if (!out.is_open())
            return failed("create a file beside", path, why);
        if (!write_all(out.descriptor(), text) || ::fsync(out.descriptor()) != 0)
        {
            const error_code error = failed("write", draft, why);
            ::unlink(draft.c_str());
            return error;
        }
    }
    // link() is what decides between two processes: it never replaces a file.
    const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
    const error_code error = linked ? error_code() : failed("create", path, why);
    ::unlink(draft.c_str());
    if (error)
        return error;
    return {};
}

result<> append_to_private_file(
    const std::filesystem::path& path, std::string_view text, std::string_view mark, std::string& why)
{
    const file out(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC));
    // The lock goes with the descriptor.
    if (!out.is_open() || ::flock(out.descriptor(), LOCK_EX) != 0)
        return failed("open", path, why);
    const auto kept = read_private_file(path, why);
    if (!kept)
        return kept.error();
    if (kept->find(mark) != std::string::npos)
        return {};
    if (!write_all(out.descriptor(), text) || ::fsync(out.descriptor()) != 0)
        return failed("write", path, why);
    return {};
}

result<std::string> read_private_file(const std::filesystem::path& path, std::string& why)
{
    const file in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.is_open())
    {
        const bool absent = errno == ENOENT || errno == ENOTDIR;
        const error_code error = failed("read", path, why);
        return absent ? make_error_code(errc::not_found) : error;
    }
    struct stat facts = {};
    if (::fstat(in.descriptor(), &facts) != 0)
        return failed("read", path, why);
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    {
        why = fmt::format("{0} can be read by others: chmod 600 {0}", path.string());
        return errc::malformed_input;
    }
    std::array<char, 16 * 1024> text;
    const ssize_t size = ::read(in.descriptor(), text.data(), text.size());
    if (size < 0)
        return failed("read", path, why);
    return std::string(text.data(), static_cast<std::size_t>(size));
}

} // namespace ws::server
