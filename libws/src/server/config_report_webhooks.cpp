#include <ws/base/duration.hpp>
#include <ws/server/config.hpp>

#include <fmt/format.h>

namespace ws::server
{
namespace
{

std::string secrets(const webhook::provider_options& options)
{
    std::string text;
    for (const secret& s : options.secrets)
        text.append(text.empty() ? "" : ", ").append(s.masked());
    if (!options.public_keys.empty())
        text += fmt::format("{}{} public keys", text.empty() ? "" : ", ", options.public_keys.size());
    return text.empty() ? "no secret: answers 503" : "secrets " + text;
}

std::string summary(const webhook_provider_settings& provider)
{
    using webhook::scheme;
    const auto& options = provider.options;
    std::string text(webhook::to_string(options.used));
    text += ", " + (options.used == scheme::fal ? std::string("fal's published keys") : secrets(options));
    if (options.require_signature)
        text += ", signature required";
    if (options.used != scheme::github)
        text += fmt::format(", timestamps within {}", to_text(options.tolerance));
    return text + fmt::format(", bodies up to {} bytes", provider.max_body_bytes);
}

} // namespace

std::vector<shown_setting> describe_webhooks(const config& c)
{
    std::vector<shown_setting> lines;
    for (const webhook_provider_settings& provider : c.webhooks.providers)
        lines.push_back({"/webhooks/" + provider.name, summary(provider)});
    return lines;
}

} // namespace ws::server
