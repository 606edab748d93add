#include "migrate_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace imagineo
{
namespace
{

using namespace ws::turso;

std::string label_of(const migration_status& s) { return fmt::format("{:04}_{}", s.version, s.name); }

std::string
standing_of(const migration_status& s, const migration_report& report, std::string_view pending_word)
{
    if (!s.applied)
        return std::string(pending_word);
    if (std::ranges::find(report.applied_now, s.version) != report.applied_now.end())
        return "applied now";
    std::string text = "applied " + s.applied_at;
    if (s.edited)
        text += ", edited since";
    if (!s.known)
        text += ", not known to this program";
    return text;
}

/// SQLITE_CANTOPEN and SQLITE_NOTADB, whatever their extension.
bool is_no_database(const error& why)
{
    constexpr int cannot_open = 14;
    constexpr int not_a_database = 26;
    const int primary = why.code.value() & 0xff;
    return why.code.category() == sqlite_category() && (primary == cannot_open || primary == not_a_database);
}

std::string_view advice_for(const error& why)
{
    if (why.code == condition::auth)
        return "; check DATABASE_AUTH_TOKEN";
    if (why.code == errc::bad_url || why.code == errc::connection_failed || is_no_database(why))
        return "; check DATABASE_URL";
    return {};
}

} // namespace

void print_migrations(std::ostream& out, const migration_report& report, std::string_view pending_word)
{
    std::size_t width = 0;
    for (const auto& s : report.all)
        width = std::max(width, label_of(s).size());
    for (const auto& s : report.all)
        out << fmt::format(
            "{:{}}  {:8}  {}\n", label_of(s), width, to_string(s.kind), standing_of(s, report, pending_word));
}

std::string migrations_in_words(std::size_t count)
{
    if (count == 0)
        return "no migrations";
    return count == 1 ? "1 migration" : fmt::format("{} migrations", count);
}

std::string migration_failure(const error& why)
{
    return fmt::format("{}{}", describe(why), advice_for(why));
}

} // namespace imagineo
