#include "require.hpp"
#include "support/hrana_answers.hpp"
#include "turso/hrana_error.hpp"

#include <ws/turso/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace
{

using namespace ws::test;
using namespace ws::turso;

constexpr std::size_t max_bytes = 4096;

/// The first byte says what was asked for; the corpus relies on this layout.
pipeline_shape shape_of(std::uint8_t byte)
{
    pipeline_shape shape;
    shape.first = static_cast<hrana_request>(byte % 5);
    shape.get_autocommit = (byte & 0x08) != 0;
    shape.close = (byte & 0x10) != 0;
    if (shape.first == hrana_request::execute)
        shape.steps = 1;
    if (shape.first == hrana_request::batch)
        shape.steps = byte >> 5;
    return shape;
}

void check_rows(const rows& made)
{
    for (const auto row : made)
        for (std::size_t i = 0; i < row.size(); ++i)
            require(row[i].kind() != value_kind::text || is_utf8(row[i].as_text()), "texts are UTF-8");
}

void check_program(const program_result& result, const pipeline_answer& answer, const pipeline_shape& asked)
{
    const bool has_steps = asked.first == hrana_request::execute || asked.first == hrana_request::batch;
    require(
        result.size() == (has_steps && !answer.whole_error ? asked.steps : 0),
        "every step has an outcome, unless all failed together");
    for (std::size_t i = 0; i < result.size(); ++i)
    {
        if (const auto* made = std::get_if<rows>(&result[i]))
            check_rows(*made);
        if (const auto* failed = result.failure_of(i))
            require(failed->code.failed(), "an error has a code");
        if (asked.first == hrana_request::execute)
            require(!std::holds_alternative<skipped>(result[i]), "what has no condition is not skipped");
    }
}

void check_answer(const pipeline_answer& answer, const pipeline_shape& asked)
{
    require(asked.get_autocommit || !answer.content.autocommit, "nobody asked after autocommit");
    require(asked.close || !answer.closed_ok, "nobody asked to close");
    require(!answer.baton || !answer.baton->empty(), "a baton has a text");
    require(!answer.whole_error || answer.whole_error->code.failed(), "an error has a code");
    const auto& what = answer.content.what;
    require(
        std::holds_alternative<std::monostate>(what) == (asked.first == hrana_request::sequence),
        "a script is answered as one");
    require(
        std::holds_alternative<statement_description>(what) == (asked.first == hrana_request::describe),
        "a description is answered with one");
    if (const auto* result = std::get_if<program_result>(&what))
        check_program(*result, answer, asked);
}

void check_http_error(unsigned status, std::string_view body)
{
    for (const bool had_baton : {false, true})
    {
        const auto e = http_error(status, body, had_baton);
        require(e.code.failed(), "an error has a code");
        require(!e.message.empty() && e.message.size() <= 300, "a message has 1 to 300 bytes");
        require(is_utf8(e.message) && is_utf8(e.server_code), "messages are UTF-8");
        for (const char c : e.message)
            require(static_cast<std::uint8_t>(c) >= 0x20 && c != 0x7F, "messages have no controls");
        require(!had_baton || !means_unknown_path(status, body, true), "a stream's path is known");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto asked = shape_of(data[0]);
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const reader_limits limits{max_bytes, 16};

    const auto whole = read_answer(asked, body, body.size() + 1, limits);
    const auto verdict = spell(whole);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3} + data[0]})
        require(spell(read_answer(asked, body, piece, limits)) == verdict, "pieces do not matter");
    require(!whole || body.size() <= max_bytes, "the limit holds");
    if (whole)
        check_answer(*whole, asked);
    else
        require(whole.error().what_happened == outcome::unknown, "a bad answer proves nothing");

    check_http_error(400 + data[0] % 105U, body);
    return 0;
}
