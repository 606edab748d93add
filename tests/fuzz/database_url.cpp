#include "require.hpp"

#include <ws/turso/database_url.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace
{

using namespace ws::turso;

constexpr std::string_view endpoint = "/v3/pipeline";
/// In no message and in no corpus file, so that it is found only where it was leaked.
constexpr std::string_view token = "t0ken-that-nobody-may-see";

bool is_url_text(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_remote(const remote_database& database)
{
    const auto url = database.url_of(endpoint);
    require(is_url_text(url), "what is asked has no space, control or 8-bit character");
    const auto again = parse_database_url(url);
    require(again.has_value(), "what is asked can be parsed");
    const auto* same = std::get_if<remote_database>(&*again);
    require(same != nullptr, "what is asked is a server");
    require(
        same->tls == database.tls && same->host == database.host && same->port == database.port,
        "what is asked is the same server");
    require(same->path == database.path + std::string(endpoint), "what is asked is below the same path");
    require(same->token.empty(), "the token is not in what is asked");
    require(is_url_text(database.token.reveal()), "a token fits into a header line");
}

void check(std::string_view url)
{
    const auto parsed = parse_database_url(url);
    if (!parsed)
    {
        require(parsed.error().code == errc::bad_url, "a refused URL is a bad URL");
        require(parsed.error().message.find(token) == std::string::npos, "no message has the token");
        require(!parsed.error().message.empty(), "a message says what is wrong");
        return;
    }
    if (const auto* remote = std::get_if<remote_database>(&*parsed))
        check_remote(*remote);
    else
        require(
            std::get<embedded_database>(*parsed).path.find('\0') == std::string::npos,
            "the path of a file is the whole of it");
    const auto strict = parse_database_url(url, true);
    require(
        strict.has_value() || std::holds_alternative<remote_database>(*parsed),
        "strictness refuses servers only");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check(input);
    // A token at any place: the password of user-info, a parameter, its name, the path.
    const std::size_t place = size == 0 ? 0 : data[0] % (size + 1);
    check(std::string(input.substr(0, place)) + std::string(token) + std::string(input.substr(place)));
    check(std::string(input) + "?authToken=" + std::string(token));
    return 0;
}
