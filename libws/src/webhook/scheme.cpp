#include <ws/webhook/scheme.hpp>

#include <array>
#include <utility>

namespace ws::webhook
{
namespace
{

constexpr std::array<std::pair<scheme, std::string_view>, 5> names{{
    {scheme::standard, "standard"},
    {scheme::github, "github"},
    {scheme::stripe, "stripe"},
    {scheme::shared_secret, "shared-secret"},
    {scheme::fal, "fal"},
}};

} // namespace

std::string_view to_string(scheme s) noexcept
{
    for (const auto& [known, name] : names)
        if (known == s)
            return name;
    return {};
}

std::optional<scheme> parse_scheme(std::string_view text) noexcept
{
    for (const auto& [known, name] : names)
        if (name == text)
            return known;
    return std::nullopt;
}

} // namespace ws::webhook
