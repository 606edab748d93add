#include <ws/codec/base64.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace ws::codec
{
namespace
{

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t not_a_digit = 0xFF;
using digit_table = std::array<std::uint8_t, 256>;

constexpr digit_table make_table(std::string_view alphabet)
{
    digit_table table{};
    table.fill(not_a_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}

constexpr digit_table standard_table = make_table(standard_alphabet);
constexpr digit_table url_table = make_table(url_alphabet);

/// Every 3 bytes become 4 digits; 1 or 2 left over become 2 or 3.
std::string encode(std::string_view bytes, std::string_view alphabet)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : bytes)
    {
        bits = (bits << 8) | static_cast<std::uint8_t>(c);
        for (count += 8; count >= 6; count -= 6)
            out += alphabet[(bits >> (count - 6)) & 63];
    }
    if (count > 0)
        out += alphabet[(bits << (6 - count)) & 63];
    return out;
}

/// Decodes digits without padding. A lone last digit holds no byte, and bits
/// behind the last byte must be zero: one byte string has one spelling.
result<std::string> decode(std::string_view digits, const digit_table& table)
{
    if (digits.size() % 4 == 1)
        return errc::malformed_input;
    std::string out;
    out.reserve(digits.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : digits)
    {
        const std::uint8_t digit = table[static_cast<std::uint8_t>(c)];
        if (digit == not_a_digit)
            return errc::malformed_input;
        bits = (bits << 6) | digit;
        count += 6;
        if (count >= 8)
        {
            count -= 8;
            out += static_cast<char>(static_cast<std::uint8_t>(bits >> count));
        }
    }
    if ((bits & ((1U << count) - 1U)) != 0)
        return errc::malformed_input;
    return out;
}

} // namespace

std::string base64_encode(std::string_view bytes)
{
    std::string out = encode(bytes, standard_alphabet);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

result<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0)
        return errc::malformed_input;
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return decode(text, standard_table);
}

std::string base64url_encode(std::string_view bytes) { return encode(bytes, url_alphabet); }

result<std::string> base64url_decode(std::string_view text) { return decode(text, url_table); }

} // namespace ws::codec
