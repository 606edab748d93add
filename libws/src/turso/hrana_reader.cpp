#include "turso/hrana_reader.hpp"

#include "turso/hrana_response.hpp"
#include "turso/hrana_tokens.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace ws::turso
{
namespace
{

namespace json = boost::json;

json::parse_options options_of(const reader_limits& limits)
{
    json::parse_options options;
    options.max_depth = limits.max_depth;
    return options;
}

/// The server took the request: what became of it cannot be told any more.
error unreadable(errc code, std::string why)
{
    error e;
    e.code = code;
    e.what_happened = outcome::unknown;
    e.message = std::move(why);
    return e;
}

} // namespace

struct hrana_reader::state
{
    state(const pipeline_shape& asked, const reader_limits& limits)
        : max_bytes(limits.max_bytes), response(asked), parser(options_of(limits), response)
    {
    }

    bool fail(errc code, std::string why)
    {
        failure = unreadable(code, std::move(why));
        return false;
    }

    const std::size_t max_bytes;
    std::size_t taken = 0;
    response_reader response;
    json::basic_parser<whole_tokens<response_reader>> parser;
    std::optional<error> failure;
};

hrana_reader::hrana_reader(const pipeline_shape& asked, const reader_limits& limits)
    : state_(std::make_unique<state>(asked, limits))
{
}

hrana_reader::hrana_reader(hrana_reader&&) noexcept = default;
hrana_reader& hrana_reader::operator=(hrana_reader&&) noexcept = default;
hrana_reader::~hrana_reader() = default;

bool hrana_reader::feed(std::string_view piece)
{
    auto& s = *state_;
    if (s.failure)
        return false;
    if (piece.size() > s.max_bytes - s.taken)
        return s.fail(
            errc::response_too_large, fmt::format("the answer has more than {} bytes", s.max_bytes));

    json::error_code ec;
    const std::size_t parsed = s.parser.write_some(true, piece.data(), piece.size(), ec);
    const auto offset = std::exchange(s.taken, s.taken + piece.size()) + parsed;
    if (!ec && parsed == piece.size())
        return true;
    if (!s.response.problem().empty())
        return s.fail(errc::protocol, s.response.problem());
    const auto why = ec ? ec.message() : "more text behind the end";
    return s.fail(errc::protocol, fmt::format("the answer is no JSON at byte {}: {}", offset, why));
}

const error* hrana_reader::failure() const noexcept { return state_->failure ? &*state_->failure : nullptr; }

const std::optional<std::string>& hrana_reader::baton() const noexcept { return state_->response.baton(); }

result<pipeline_answer> hrana_reader::finish()
{
    auto& s = *state_;
    if (s.failure)
        return *s.failure;
    if (!s.parser.done())
        return unreadable(errc::truncated, fmt::format("the answer ends after {} bytes", s.taken));
    return s.response.take();
}

} // namespace ws::turso
