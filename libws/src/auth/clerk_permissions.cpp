#include "auth/clerk_claims.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace ws::auth
{
namespace
{

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// The items between commas, trimmed; an empty text has none.
std::vector<std::string_view> list_items(std::string_view text)
{
    std::vector<std::string_view> items;
    if (text.empty())
        return items;
    for (;;)
    {
        const std::size_t comma = text.find(',');
        items.push_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos)
            return items;
        text.remove_prefix(comma + 1);
    }
}

/// The names in "o:gallery,u:beta,ou:jobs" whose scope includes organisations.
std::vector<std::string_view> organization_features(std::string_view features)
{
    std::vector<std::string_view> names;
    for (const std::string_view item : list_items(features))
    {
        const std::size_t colon = item.find(':');
        if (colon == std::string_view::npos)
            continue;
        const std::string_view scope = item.substr(0, colon);
        if (scope == "o" || scope == "ou" || scope == "uo")
            names.push_back(item.substr(colon + 1));
    }
    return names;
}

/// A number of any length that gives away its bits, lowest first.
class bit_source
{
public:
    /// Anything but decimal digits counts as zero.
    explicit bit_source(std::string_view digits)
    {
        if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return;
        while (!digits.empty())
        {
            const std::size_t size = (digits.size() - 1) % digits_in_limb + 1;
            std::uint32_t limb = 0;
            for (const char c : digits.substr(0, size))
                limb = limb * 10 + static_cast<std::uint32_t>(c - '0');
            limbs_.push_back(limb);
            digits.remove_prefix(size);
        }
    }

    /// Halves the number; whether it was odd.
    bool next()
    {
        std::uint32_t carry = 0;
        for (std::uint32_t& limb : limbs_)
        {
            const std::uint32_t whole = carry * limb_base + limb; // below 2 * 10^9
            limb = whole / 2;
            carry = whole % 2;
        }
        return carry == 1;
    }

private:
    static constexpr std::size_t digits_in_limb = 9;
    static constexpr std::uint32_t limb_base = 1'000'000'000;

    std::vector<std::uint32_t> limbs_; ///< highest first
};

} // namespace

std::vector<std::string>
granted_permissions(std::string_view features, std::string_view permissions, std::string_view map)
{
    const auto feature_names = organization_features(features);
    const auto permission_names = list_items(permissions);
    const auto numbers = list_items(map);
    std::vector<std::string> granted;
    for (std::size_t i = 0; i < std::min(feature_names.size(), numbers.size()); ++i)
    {
        bit_source bits(numbers[i]);
        for (const std::string_view permission : permission_names)
        {
            if (!bits.next() || permission.empty() || feature_names[i].empty())
                continue;
            std::string name = "org:";
            name.append(feature_names[i]).append(":").append(permission);
            granted.push_back(std::move(name));
        }
    }
    return granted;
}

} // namespace ws::auth
