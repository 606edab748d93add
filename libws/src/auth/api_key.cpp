#include <ws/auth/api_key.hpp>

#include <algorithm>

namespace ws::auth
{
namespace
{

constexpr std::size_t max_key_bytes = 512;
constexpr std::string_view digest_prefix = "sha256:";

/// An entry of the configuration taken apart, nothing checked yet.
struct entry_parts
{
    std::optional<std::string_view> name;
    std::string_view key;
    std::optional<std::string_view> scopes;
};

entry_parts split_entry(std::string_view entry)
{
    const std::size_t equals = entry.find('=');
    const bool padding_only = entry.find_first_not_of('=', equals) == std::string_view::npos;
    if (equals == std::string_view::npos || padding_only)
        return {std::nullopt, entry, std::nullopt};
    entry_parts parts{entry.substr(0, equals), entry.substr(equals + 1), std::nullopt};
    if (const std::size_t semicolon = parts.key.rfind(';'); semicolon != std::string_view::npos)
    {
        parts.scopes = parts.key.substr(semicolon + 1);
        parts.key = parts.key.substr(0, semicolon);
    }
    return parts;
}

bool is_name(std::string_view text)
{
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::optional<api_scope> scope_named(std::string_view name)
{
    for (const auto& [known, scope] : api_scopes)
        if (known == name)
            return scope;
    return std::nullopt;
}

std::optional<api_scope> parse_scopes(std::string_view text)
{
    api_scope all = api_scope::none;
    for (;;)
    {
        const std::size_t plus = text.find('+');
        const auto scope = scope_named(text.substr(0, plus));
        if (!scope)
            return std::nullopt;
        all = all | *scope;
        if (plus == std::string_view::npos)
            return all;
        text.remove_prefix(plus + 1);
    }
}

std::optional<unsigned> hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

std::optional<codec::sha256_digest> parse_digest(std::string_view hex)
{
    codec::sha256_digest digest;
    if (hex.size() != 2 * digest.size())
        return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i)
    {
        const auto high = hex_digit(hex[2 * i]);
        const auto low = hex_digit(hex[2 * i + 1]);
        if (!high || !low)
            return std::nullopt;
        digest[i] = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return digest;
}

bool equal_ignoring_case(std::string_view a, std::string_view lower_case)
{
    return std::equal(
        a.begin(), a.end(), lower_case.begin(), lower_case.end(),
        [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y; });
}

/// The credentials of `Bearer k` and `apikey k`; nothing for other schemes.
std::optional<std::string_view> key_of_authorization(std::string_view value)
{
    const std::size_t space = value.find(' ');
    const std::string_view scheme = value.substr(0, space);
    if (!equal_ignoring_case(scheme, "bearer") && !equal_ignoring_case(scheme, "apikey"))
        return std::nullopt;
    const std::size_t begin = value.find_first_not_of(' ', space);
    if (space == std::string_view::npos || begin == std::string_view::npos)
        return std::nullopt;
    return value.substr(begin);
}

} // namespace

result<api_key> parse_api_key(std::string_view entry, std::string& why)
{
    const entry_parts parts = split_entry(entry);
    const auto refuse = [&](std::string_view problem)
    {
        why = problem;
        return errc::malformed_input;
    };
    api_key parsed;
    parsed.name = parts.name.value_or("default");
    if (!is_name(parsed.name))
        return refuse("the name before '=' may hold a-z, 0-9 and '-' only");

    const auto scopes = parts.scopes ? parse_scopes(*parts.scopes) : all_but_admin;
    if (!scopes)
        return refuse("scopes behind ';' are publish, presence, disconnect, admin, metrics, joined by '+'");
    parsed.scopes = *scopes;

    if (parts.key.starts_with(digest_prefix))
    {
        const auto digest = parse_digest(parts.key.substr(digest_prefix.size()));
        if (!digest)
            return refuse("behind sha256: stand 64 hexadecimal digits");
        parsed.digest = *digest;
        return parsed;
    }
    if (parts.key.empty())
        return refuse("the key is empty");
    if (parts.key.size() > max_key_bytes)
        return refuse("a key has at most 512 bytes");
    parsed.digest = codec::sha256(parts.key);
    return parsed;
}

std::optional<std::size_t> plain_key_length(std::string_view entry)
{
    const std::string_view key = split_entry(entry).key;
    if (key.starts_with(digest_prefix))
        return std::nullopt;
    return key.size();
}

bool api_key_ring::has(api_scope scope) const noexcept
{
    return std::ranges::any_of(keys_, [scope](const api_key& key) { return includes(key.scopes, scope); });
}

const api_key* api_key_ring::find(std::string_view presented) const noexcept
{
    if (presented.empty() || presented.size() > max_key_bytes)
        return nullptr;
    const codec::sha256_digest digest = codec::sha256(presented);
    const api_key* found = nullptr;
    for (const api_key& key : keys_) // to the end: the time must not tell which one it was
        if (codec::equal_constant_time(digest, key.digest))
            found = &key;
    return found;
}

result<std::string_view>
presented_api_key(std::optional<std::string_view> x_api_key, std::optional<std::string_view> authorization)
{
    const auto bearer = authorization ? key_of_authorization(*authorization) : std::nullopt;
    if (x_api_key && bearer && *x_api_key != *bearer)
        return errc::conflict;
    if (x_api_key)
        return *x_api_key;
    if (bearer)
        return *bearer;
    return errc::not_found;
}

} // namespace ws::auth
