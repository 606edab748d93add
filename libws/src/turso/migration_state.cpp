#include "turso/migration_state.hpp"

#include "turso/call_launch.hpp"
#include "turso/migration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

/// What the database has, beside what the program knows.
namespace ws::turso
{
namespace
{

/// A row of schema_migrations.
struct record
{
    std::uint32_t version;
    std::string name;
    std::string checksum;
    std::string kind;
    std::string applied_at;
};

constexpr std::size_t look_for_table = 0;
constexpr std::size_t read_table = 1;

/// The second fails where there is no table; servers do not agree on that error's code.
program questions()
{
    program p;
    p.add(sql("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"));
    p.add(sql("SELECT version, name, checksum, kind, applied_at FROM schema_migrations ORDER BY version"));
    return p;
}

result<std::vector<record>> records_in(const program_result& answer)
{
    std::optional<error> why;
    if (const auto* no_answer = answer.failure_of(look_for_table))
        why = *no_answer;
    else if (answer.ok(read_table))
    {
        auto found = read_rows<record>(std::get<rows>(answer[read_table]));
        if (found)
            return found;
        why = std::move(found).error();
    }
    else if (std::get<rows>(answer[look_for_table]).empty())
        return std::vector<record>();
    else
        why = *answer.failure_of(read_table);
    // The table may be another tool's: its name is a common one.
    why->message = "the table schema_migrations: " + why->message;
    return std::move(*why);
}

migration_status status_of(const migration& m)
{
    migration_status s;
    s.version = m.version;
    s.name = m.name;
    s.known = true;
    s.kind = kind_of(m);
    return s;
}

migration_status status_of(const record& r)
{
    migration_status s;
    s.version = r.version;
    s.name = r.name;
    s.kind = r.kind == to_string(migration_kind::expand) ? migration_kind::expand : migration_kind::contract;
    s.applied = true;
    s.applied_at = r.applied_at;
    return s;
}

migration_report compare(std::span<const migration> known, const std::vector<record>& recorded)
{
    std::map<std::uint32_t, migration_status> by_version;
    std::map<std::uint32_t, const migration*> texts;
    for (const auto& m : known)
    {
        by_version.emplace(m.version, status_of(m));
        texts.emplace(m.version, &m);
    }
    for (const auto& r : recorded)
    {
        auto& s = by_version.try_emplace(r.version, status_of(r)).first->second;
        s.applied = true;
        s.applied_at = r.applied_at;
        s.edited = s.known && checksum_of(*texts.at(r.version)) != r.checksum;
    }
    migration_report report;
    for (auto& [version, status] : by_version)
        report.all.push_back(std::move(status));
    return report;
}

task<result<migration_report>> answer_state(client db, std::span<const migration> known)
{
    co_await heed_cancellation();
    co_return co_await read_migration_state(std::move(db), known);
}

error refusal(errc code, std::string message)
{
    error e;
    e.code = code;
    e.message = std::move(message);
    return e;
}

} // namespace

std::size_t migration_report::pending() const noexcept
{
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [](const auto& s) { return s.known && !s.applied; }));
}

task<result<migration_report>> read_migration_state(client db, std::span<const migration> known)
{
    if (auto mistake = mistake_in(known); !mistake.empty())
        co_return refusal(errc::bad_argument, std::move(mistake));
    auto answer = co_await db.run(questions(), {}, boost::asio::use_awaitable);
    if (!answer)
        co_return std::move(answer).error();
    auto recorded = records_in(*answer);
    if (!recorded)
        co_return std::move(recorded).error();
    co_return compare(known, *recorded);
}

void detail::start_migration_state(migration_handler done, client db, std::span<const migration> known)
{
    const auto on = db.get_executor();
    launch(on, nullptr, answer_state(std::move(db), known), std::move(done));
}

result<> check_migrations(const migration_report& state)
{
    bool gap = false;
    for (const auto& s : state.all)
    {
        const auto label = label_of(s.version, s.name);
        if (s.edited)
            return refusal(
                errc::migration_edited,
                fmt::format(
                    "migration {} was applied with another text: put its old text back, and write what is "
                    "new into a migration of its own",
                    label));
        if (s.applied && !s.known && s.kind == migration_kind::contract)
            return refusal(
                errc::database_newer,
                fmt::format(
                    "the database has migration {} (contract), which this program does not know: use a "
                    "program that knows it",
                    label));
        if (s.applied && gap)
            return refusal(
                errc::migration_edited,
                fmt::format(
                    "schema_migrations has {}, but not every migration before it: put the missing rows back",
                    label));
        gap = gap || !s.applied;
    }
    return {};
}

result<> require_migrations(const migration_report& state)
{
    if (auto fine = check_migrations(state); !fine)
        return fine;
    const auto first = std::ranges::find_if(state.all, [](const auto& s) { return s.known && !s.applied; });
    if (first == state.all.end())
        return {};
    return refusal(
        errc::migrations_pending,
        fmt::format(
            "the database lacks {} of the migrations that this program needs, the first is {}: apply them",
            state.pending(), label_of(first->version, first->name)));
}

} // namespace ws::turso
