#include <ws/net/process_limits.hpp>
#include <ws/server/host_facts.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>

namespace ws::server
{
namespace
{

/// More than any sensible value; a device file must not be read for ever.
constexpr std::size_t max_file_bytes = 1024 * 1024;

result<std::string> read_file(const std::string& path)
{
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::string text(max_file_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in && !in.eof())
        return error_code(errno != 0 ? errno : EIO, boost::system::system_category());
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_file_bytes)
        return errc::too_large;
    return text;
}

} // namespace

host_facts process_facts()
{
    host_facts facts;
    facts.open_file_limit = net::raise_open_file_limit();
    facts.memory_limit = net::container_memory_limit();
    facts.read_file = read_file;
    facts.development_secrets = [](std::string& why) { return read_or_make_dev_secrets(dev_directory, why); };
    facts.development_issuer_key = [](std::string& why)
    { return read_or_make_dev_issuer_key(dev_directory, why); };
    return facts;
}

host_facts process_facts_read_only()
{
    host_facts facts = process_facts();
    facts.development_secrets = [](std::string& why)
    {
        auto kept = read_dev_secrets(dev_directory, why);
        return kept || kept.error() != errc::not_found ? kept : result<dev_secrets>(make_dev_secrets());
    };
    facts.development_issuer_key = [](std::string& why)
    {
        using key = codec::rsa_signing_key;
        auto kept = read_dev_issuer_key(dev_directory, why);
        return kept || kept.error() != errc::not_found ? kept : result<key>(key::generate());
    };
    return facts;
}

} // namespace ws::server
