#pragma once

#include "turso/hrana_reader.hpp"

#include <ws/turso/rows.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// Reading Hrana's answers in any chunking, and spelling them out to compare them.
namespace ws::test
{

/// Everything in an error that a test may compare; messages of our own depend on
/// where a piece ended, the server's do not.
inline std::string spell(const turso::error& e)
{
    return fmt::format(
        "error({} {} {} {})", e.code.to_string(), to_string(e.what_happened), e.server_code, e.message);
}

inline std::string spell(const turso::value_view& v)
{
    switch (v.kind())
    {
    case turso::value_kind::null:
        return "null";
    case turso::value_kind::integer:
        return fmt::format("i{}", v.as_integer());
    case turso::value_kind::real:
        return fmt::format("f{:016x}", std::bit_cast<std::uint64_t>(v.as_real()));
    case turso::value_kind::text:
        return fmt::format("t'{}'", v.as_text());
    case turso::value_kind::blob:
        break;
    }
    std::string out = "b'";
    for (const auto byte : v.as_bytes())
        out += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    return out + "'";
}

inline std::string spell(const turso::rows& r)
{
    std::string out = "rows[";
    for (const auto& c : r.columns())
        out += fmt::format("{}:{},", c.name, c.declared_type);
    for (const auto row : r)
    {
        out += '(';
        for (std::size_t i = 0; i < row.size(); ++i)
            out += spell(row[i]) + ',';
        out += ')';
    }
    const auto& f = r.facts();
    return out + fmt::format(
                     "] affected {} rowid {} read {} written {} ms {}", f.affected_rows,
                     f.last_insert_rowid ? std::to_string(*f.last_insert_rowid) : "-", f.rows_read,
                     f.rows_written, f.server_time.count());
}

inline std::string spell(const turso::answer& a)
{
    struct speller
    {
        std::string operator()(const turso::program_result& p) const
        {
            std::string out = "program ";
            for (std::size_t i = 0; i < p.size(); ++i)
                out += std::visit(*this, p[i]) + "; ";
            return out;
        }
        std::string operator()(std::monostate) const { return "script"; }
        std::string operator()(const turso::statement_description& d) const
        {
            std::string out = "description ";
            for (const auto& p : d.parameters)
                out += p.name + ',';
            for (const auto& c : d.columns)
                out += fmt::format("{}:{},", c.name, c.declared_type);
            return out + fmt::format("explain {} readonly {}", d.is_explain, d.is_readonly);
        }
        std::string operator()(turso::skipped) const { return "skipped"; }
        std::string operator()(const turso::rows& r) const { return spell(r); }
        std::string operator()(const turso::error& e) const { return spell(e); }
    };
    auto out = std::visit(speller(), a.what);
    if (a.autocommit)
        out += fmt::format(" autocommit {}", *a.autocommit);
    return out;
}

inline std::string spell(const turso::pipeline_answer& a)
{
    auto out = fmt::format("baton {} at '{}' {}", a.baton.value_or("-"), a.base_url, spell(a.content));
    if (a.whole_error)
        out += " whole " + spell(*a.whole_error);
    if (a.side_error)
        out += " side " + spell(*a.side_error);
    if (a.replication_index)
        out += fmt::format(" index {}", *a.replication_index);
    return out + (a.closed_ok ? " closed" : "");
}

/// The answer in `body` when it arrives `piece` bytes at a time.
inline turso::result<turso::pipeline_answer> read_answer(
    const turso::pipeline_shape& asked, std::string_view body, std::size_t piece = std::string_view::npos,
    const turso::reader_limits& limits = {})
{
    turso::hrana_reader reader(asked, limits);
    while (!body.empty())
    {
        const auto front = body.substr(0, piece);
        if (!reader.feed(front))
            break;
        body.remove_prefix(front.size());
    }
    return reader.finish();
}

/// The whole outcome as text; of a failure only what does not depend on the pieces.
inline std::string spell(const turso::result<turso::pipeline_answer>& read)
{
    return read ? spell(*read) : "failed: " + read.error().code.message();
}

} // namespace ws::test
