#include "turso/migration_text.hpp"

#include "turso/sql_scan.hpp"

#include <ws/codec/hmac.hpp>

#include <fmt/format.h>

#include <optional>

namespace ws::turso
{
namespace
{

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The line in front, which is taken away with its end.
std::string_view take_line(std::string_view& text)
{
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

/// What stands behind "-- migration:" in the comments at the text's beginning.
std::optional<std::string_view> declared_kind(std::string_view sql)
{
    constexpr std::string_view comment = "--";
    constexpr std::string_view head = "migration:";
    while (!sql.empty())
    {
        auto line = trimmed(take_line(sql));
        if (line.empty())
            continue;
        if (!line.starts_with(comment))
            break;
        line = trimmed(line.substr(comment.size()));
        if (line.starts_with(head))
            return trimmed(line.substr(head.size()));
    }
    return std::nullopt;
}

/// Why `sql` cannot be part of a migration, or "".
std::string_view refusal_of(std::string_view sql)
{
    if (scan_sql(sql).controls_transaction)
        return "controls a transaction, but every migration runs in one of its own: take it out";
    return {};
}

std::string mistake_in(const migration& m)
{
    const auto label = label_of(m.version, m.name);
    if (const auto kind = declared_kind(m.sql); kind && *kind != "expand" && *kind != "contract")
        return fmt::format(
            "migration {}: \"-- migration: {}\" is no kind; say expand or contract", label, *kind);
    const auto statements = split_sql(m.sql);
    for (const auto& [sql, line] : statements)
        if (const auto refusal = refusal_of(sql); !refusal.empty())
            return fmt::format("migration {}: the statement in line {} {}", label, line, refusal);
    if (statements.empty())
        return fmt::format("migration {}: it has no statement", label);
    return {};
}

} // namespace

migration_kind kind_of(const migration& m)
{
    return declared_kind(m.sql) == "expand" ? migration_kind::expand : migration_kind::contract;
}

std::string_view to_string(migration_kind kind) noexcept
{
    return kind == migration_kind::expand ? "expand" : "contract";
}

std::string checksum_of(const migration& m)
{
    std::string text;
    text.reserve(m.sql.size());
    for (std::size_t i = 0; i < m.sql.size(); ++i)
    {
        if (m.sql[i] != '\r')
            text += m.sql[i];
        else if (i + 1 == m.sql.size() || m.sql[i + 1] != '\n')
            text += '\n';
    }
    return codec::to_hex(codec::as_view(codec::sha256(text)));
}

std::string mistake_in(std::span<const migration> list)
{
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        if (list[i].version != i + 1)
            return fmt::format(
                "migration {} stands where number {} belongs: they are numbered 1, 2, 3, … without gap or "
                "repeat",
                label_of(list[i].version, list[i].name), i + 1);
        if (auto mistake = mistake_in(list[i]); !mistake.empty())
            return mistake;
    }
    return {};
}

std::string label_of(std::uint32_t version, std::string_view name)
{
    return fmt::format("{:04}_{}", version, name);
}

} // namespace ws::turso
