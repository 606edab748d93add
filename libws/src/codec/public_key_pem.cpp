#include <ws/codec/base64.hpp>
#include <ws/codec/rsa_key.hpp>

#include <algorithm>

namespace ws::codec
{
namespace
{

constexpr std::string_view begin_line = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view end_line = "-----END PUBLIC KEY-----";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string_view without_quotes(std::string_view text)
{
    text = trimmed(text);
    const bool quoted =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
    return quoted ? text.substr(1, text.size() - 2) : text;
}

/// Line breaks written as a backslash and a letter, as .env files and dashboards keep them.
std::string with_real_line_breaks(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool escaped =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 'r');
        out += escaped ? '\n' : text[i];
        if (escaped)
            ++i;
    }
    return out;
}

result<rsa_public_key> parse_block(std::string_view body, std::string& why)
{
    std::string digits(body);
    digits.erase(std::remove_if(digits.begin(), digits.end(), is_space), digits.end());
    const auto der = base64_decode(digits);
    if (!der)
    {
        why = "the text between the BEGIN and END lines is not base64";
        return der.error();
    }
    auto key = rsa_public_key::from_der(*der);
    if (!key)
        why = "a block is not an RSA key of " + std::to_string(min_rsa_bits) + " to " +
              std::to_string(max_rsa_bits) + " bits with exponent 65537";
    return key;
}

} // namespace

result<std::vector<rsa_public_key>> parse_public_key_pem(std::string_view text, std::string& why)
{
    const std::string normal = with_real_line_breaks(without_quotes(text));
    std::string_view rest = trimmed(normal);
    std::vector<rsa_public_key> keys;
    do
    {
        const std::size_t end = rest.find(end_line);
        if (!rest.starts_with(begin_line) || end == std::string_view::npos)
        {
            why = "is not made of blocks that begin with " + std::string(begin_line) + " and end with " +
                  std::string(end_line);
            return errc::malformed_input;
        }
        auto key = parse_block(rest.substr(begin_line.size(), end - begin_line.size()), why);
        if (!key)
            return key.error();
        keys.push_back(std::move(*key));
        rest = trimmed(rest.substr(end + end_line.size()));
    } while (!rest.empty());
    return keys;
}

} // namespace ws::codec
