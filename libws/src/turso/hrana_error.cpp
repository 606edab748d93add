#include "turso/hrana_error.hpp"

#include "turso/server_message.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace ws::turso
{
namespace
{

namespace json = boost::json;

/// Longer bodies are no errors of a Hrana server: not worth parsing.
constexpr std::size_t longest_json = 64 * 1024;

struct server_words
{
    bool is_json = false;
    std::string code;
    std::string message; ///< as it came
};

std::string_view text_member(const json::object& o, std::string_view name)
{
    const auto* member = o.if_contains(name);
    const auto* text = member != nullptr ? member->if_string() : nullptr;
    return text != nullptr ? std::string_view(text->data(), text->size()) : std::string_view();
}

server_words words_of(std::string_view body)
{
    if (body.size() <= longest_json)
        if (const auto parsed = codec::parse_strict_json(body); parsed && parsed->is_object())
        {
            const auto& o = parsed->get_object();
            auto message = text_member(o, "message");
            if (message.empty())
                message = text_member(o, "error");
            return {true, std::string(text_member(o, "code")), std::string(message)};
        }
    return {false, {}, std::string(body)};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool mentions(std::string_view text, std::string_view lower_case_word)
{
    const auto same = [](char a, char b) { return lower(a) == b; };
    return std::search(text.begin(), text.end(), lower_case_word.begin(), lower_case_word.end(), same) !=
           text.end();
}

bool mentions_any(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [&](auto word) { return mentions(text, word); });
}

/// A stream that is gone cannot have taken the request. One that refuses a baton because
/// it was used before may have: then somebody on the way sent our request twice.
outcome outcome_of_lost_stream(unsigned status, const server_words& words)
{
    if (mentions(words.message, "already been used"))
        return outcome::unknown;
    const bool is_known_refusal = words.code == "STREAM_EXPIRED" ||
                                  mentions_any(words.message, {"expired", "invalid baton", "not found"});
    return status != 400 || is_known_refusal ? outcome::not_executed : outcome::unknown;
}

std::pair<errc, outcome> meaning_of(unsigned status, const server_words& words, bool had_baton)
{
    if (had_baton && (status == 400 || status == 404 || status == 410))
        return {errc::stream_lost, outcome_of_lost_stream(status, words)};
    switch (status)
    {
    case 401:
    case 403:
        return {errc::unauthorized, outcome::not_executed};
    case 429:
        return {errc::rate_limited, outcome::not_executed};
    case 400:
    case 404:
    case 405:
    case 410:
    case 411:
    case 413:
    case 414:
    case 415:
    case 431:
        return {errc::server_error, outcome::not_executed};
    default:
        // A success that is not 200 has not the answer in it.
        return {status < 300 ? errc::protocol : errc::server_error, outcome::unknown};
    }
}

} // namespace

error http_error(unsigned status, std::string_view body, bool had_baton)
{
    const auto words = words_of(body);
    const auto [code, what_happened] = meaning_of(status, words, had_baton);
    error e;
    e.code = code;
    e.what_happened = what_happened;
    e.http_status = status;
    e.server_code = readable_message(words.code);
    e.message = readable_message(words.message);
    if (e.message.empty())
        e.message = fmt::format("HTTP status {}", status);
    return e;
}

bool means_unknown_path(unsigned status, std::string_view body, bool had_baton)
{
    if (status != 404 || had_baton)
        return false;
    const auto words = words_of(body);
    return !words.is_json || !mentions_any(words.message, {"stream", "database", "namespace"});
}

} // namespace ws::turso
