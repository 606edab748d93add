#include <ws/codec/base64.hpp>
#include <ws/server/dev_secrets.hpp>
#include <ws/server/env_file.hpp>

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace ws::server
{
namespace
{

constexpr const char* webhook_name = "WEBHOOK_SECRET";
constexpr const char* token_name = "TOKEN_HMAC_SECRETS";

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

error_code last_error() { return {errno, boost::system::system_category()}; }

error_code failed(const char* action, const std::filesystem::path& path, std::string& why)
{
    const error_code error = last_error();
    why = fmt::format(
        "cannot {} {}: {}; mend that, or set {} and {}", action, path.string(), error.message(), webhook_name,
        token_name);
    return error;
}

secret random_secret()
{
    std::array<unsigned char, 32> bytes;
    if (RAND_bytes(bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("the system gives no random bytes");
    return secret(codec::base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

std::string file_text(const dev_secrets& secrets)
{
    return fmt::format(
        "# Made by imagineo-ws for development. Delete this file to get new ones.\n{}={}\n{}={}\n",
        webhook_name, secrets.webhook_secret.reveal(), token_name, secrets.token_hmac_secret.reveal());
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

/// Creates the file with its whole content, or leaves the one that is there:
/// link() is what decides between two processes that come at once.
result<> create_once(const std::filesystem::path& path, const dev_secrets& secrets, std::string& why)
{
    std::string draft = path.string() + ".XXXXXX";
    {
        const file out(::mkostemp(draft.data(), O_CLOEXEC)); // mode 0600
        if (!out.is_open())
            return failed("create a file beside", path, why);
        if (!write_all(out.descriptor(), file_text(secrets)) || ::fsync(out.descriptor()) != 0)
        {
            const error_code error = failed("write", draft, why);
            ::unlink(draft.c_str());
            return error;
        }
    }
    const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
    const error_code error = linked ? error_code() : failed("create", path, why);
    ::unlink(draft.c_str());
    if (error)
        return error;
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
    std::array<char, 4096> text;
    const ssize_t size = ::read(in.descriptor(), text.data(), text.size());
    if (size < 0)
        return failed("read", path, why);
    return std::string(text.data(), static_cast<std::size_t>(size));
}

} // namespace

dev_secrets make_dev_secrets() { return {random_secret(), random_secret()}; }

result<dev_secrets> read_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    const std::filesystem::path path = directory / dev_secrets_file;
    const auto text = read_private_file(path, why);
    if (!text)
        return text.error();
    std::vector<config_problem> problems;
    const variables kept = parse_env_file(*text, problems);
    const auto webhook = kept.values.find(webhook_name);
    const auto token = kept.values.find(token_name);
    if (!problems.empty() || webhook == kept.values.end() || webhook->second.empty() ||
        token == kept.values.end() || token->second.empty())
    {
        why = fmt::format(
            "{} does not hold {} and {}; delete it and start again", path.string(), webhook_name, token_name);
        return errc::malformed_input;
    }
    return dev_secrets{secret(webhook->second), secret(token->second)};
}

result<dev_secrets> read_or_make_dev_secrets(const std::filesystem::path& directory, std::string& why)
{
    auto kept = read_dev_secrets(directory, why);
    if (kept || kept.error() != errc::not_found)
        return kept;
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return failed("create", directory, why);
    if (const auto created = create_once(directory / dev_secrets_file, make_dev_secrets(), why); !created)
        return created.error();
    return read_dev_secrets(directory, why);
}

} // namespace ws::server
