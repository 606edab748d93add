#include <ws/codec/utf8.hpp>

#include <cstdint>
#include <cstring>

namespace ws::codec
{
namespace
{

/// The length of the well-formed character at the front of `text`, or 0: the table
/// of well-formed byte sequences in the Unicode standard (3.9, D92).
std::size_t character_length(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i)
    { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
    {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return !overlong && !surrogate && continues(1) && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4)
    {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool too_big = first == 0xF4 && second > 0x8F;
        return !overlong && !too_big && continues(1) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

/// How many bytes at the front of `text` are ASCII, as far as whole words tell.
std::size_t ascii_words(std::string_view text) noexcept
{
    std::size_t done = 0;
    for (; done + sizeof(std::uint64_t) <= text.size(); done += sizeof(std::uint64_t))
    {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + done, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    return done;
}

} // namespace

bool is_utf8(std::string_view text) noexcept
{
    while (!text.empty())
    {
        text.remove_prefix(ascii_words(text));
        if (text.empty())
            break;
        const auto length = character_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace ws::codec
