#include <ws/auth/publishable_key.hpp>
#include <ws/codec/base64.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace ws::auth
{
namespace
{

constexpr std::size_t max_host_bytes = 253;
constexpr std::size_t max_label_bytes = 63;

bool is_label(std::string_view label)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !label.empty() && label.size() <= max_label_bytes && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), fits);
}

bool is_dotted_host(std::string_view host)
{
    if (host.size() > max_host_bytes || host.find('.') == std::string_view::npos)
        return false;
    for (;;)
    {
        const std::size_t dot = host.find('.');
        if (!is_label(host.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        host.remove_prefix(dot + 1);
    }
}

std::optional<clerk_instance> take_prefix(std::string_view& key)
{
    for (const auto& [prefix, instance] :
         {std::pair{std::string_view("pk_test_"), clerk_instance::development},
          std::pair{std::string_view("pk_live_"), clerk_instance::production}})
        if (key.starts_with(prefix))
        {
            key.remove_prefix(prefix.size());
            return instance;
        }
    return std::nullopt;
}

} // namespace

result<publishable_key> parse_publishable_key(std::string_view key)
{
    const auto instance = take_prefix(key);
    std::string host;
    if (!instance || !codec::append_base64_decoded(host, key) || !host.ends_with('$'))
        return errc::malformed_input;
    host.pop_back();
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    std::transform(host.begin(), host.end(), host.begin(), lower);
    if (!is_dotted_host(host))
        return errc::malformed_input;
    return publishable_key{*instance, std::move(host)};
}

} // namespace ws::auth
