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

std::uint32_t byte_at(std::string_view bytes, std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); }

/// Every 3 bytes become 4 digits; 1 or 2 left over become 2 or 3. Returns the end of
/// what was written.
char* encode(std::string_view bytes, std::string_view alphabet, char* to)
{
    const auto digit = [&](std::uint32_t bits) { return alphabet[bits & 63]; };
    std::size_t at = 0;
    for (; bytes.size() - at >= 3; at += 3)
    {
        const std::uint32_t bits =
            byte_at(bytes, at) << 16 | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2);
        *to++ = digit(bits >> 18);
        *to++ = digit(bits >> 12);
        *to++ = digit(bits >> 6);
        *to++ = digit(bits);
    }
    if (bytes.size() - at == 2)
    {
        const std::uint32_t bits = byte_at(bytes, at) << 16 | byte_at(bytes, at + 1) << 8;
        *to++ = digit(bits >> 18);
        *to++ = digit(bits >> 12);
        *to++ = digit(bits >> 6);
    }
    else if (bytes.size() - at == 1)
    {
        const std::uint32_t bits = byte_at(bytes, at) << 16;
        *to++ = digit(bits >> 18);
        *to++ = digit(bits >> 12);
    }
    return to;
}

/// How many bytes so many digits stand for.
std::size_t decoded_size(std::size_t digits) { return digits / 4 * 3 + digits % 4 * 3 / 4; }

/// Decodes digits without padding into decoded_size() bytes. A lone last digit holds no
/// byte, and bits behind the last byte must be zero: one byte string has one spelling.
bool decode(std::string_view digits, const digit_table& table, char* to)
{
    const std::size_t left_over = digits.size() % 4;
    if (left_over == 1)
        return false;
    const auto value = [&](std::size_t i) { return std::uint32_t{table[byte_at(digits, i)]}; };
    std::uint32_t seen = 0;
    std::size_t at = 0;
    for (; digits.size() - at >= 4; at += 4)
    {
        const std::uint32_t a = value(at), b = value(at + 1), c = value(at + 2), d = value(at + 3);
        seen |= a | b | c | d;
        *to++ = static_cast<char>(a << 2 | b >> 4);
        *to++ = static_cast<char>(b << 4 | c >> 2);
        *to++ = static_cast<char>(c << 6 | d);
    }
    if (left_over != 0)
    {
        const std::uint32_t a = value(at), b = value(at + 1), c = left_over == 3 ? value(at + 2) : 0;
        const std::uint32_t unused = left_over == 3 ? c & 3 : b & 15;
        seen |= a | b | c;
        *to++ = static_cast<char>(a << 2 | b >> 4);
        if (left_over == 3)
            *to++ = static_cast<char>(b << 4 | c >> 2);
        if (unused != 0)
            return false;
    }
    return seen < 64; // not_a_digit sets higher bits
}

std::string encoded(std::string_view bytes, std::string_view alphabet)
{
    std::string out((bytes.size() * 4 + 2) / 3, '\0');
    encode(bytes, alphabet, out.data());
    return out;
}

result<std::string> decoded(std::string_view digits, const digit_table& table)
{
    std::string out(decoded_size(digits.size()), '\0');
    if (!decode(digits, table, out.data()))
        return errc::malformed_input;
    return out;
}

std::string_view without_padding(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return text;
}

} // namespace

std::string base64_encode(std::string_view bytes)
{
    std::string out;
    append_base64(out, bytes);
    return out;
}

void append_base64(std::string& out, std::string_view bytes)
{
    const std::size_t before = out.size();
    out.resize(before + (bytes.size() + 2) / 3 * 4, '=');
    encode(bytes, standard_alphabet, out.data() + before);
}

result<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0)
        return errc::malformed_input;
    return decoded(without_padding(text), standard_table);
}

result<> append_base64_decoded(std::string& out, std::string_view text)
{
    const auto digits = without_padding(text);
    if (digits.size() != text.size() && text.size() % 4 != 0)
        return errc::malformed_input;
    const std::size_t before = out.size();
    out.resize(before + decoded_size(digits.size()));
    if (decode(digits, standard_table, out.data() + before))
        return {};
    out.resize(before);
    return errc::malformed_input;
}

std::string base64url_encode(std::string_view bytes) { return encoded(bytes, url_alphabet); }

result<std::string> base64url_decode(std::string_view text) { return decoded(text, url_table); }

} // namespace ws::codec
