#include "server/database_counts.hpp"

namespace ws::server
{
namespace
{

constexpr double seconds_bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

} // namespace

std::string_view name_of(turso::call_kind kind) noexcept
{
    switch (kind)
    {
    case turso::call_kind::execute:
        return "execute";
    case turso::call_kind::batch:
        return "batch";
    case turso::call_kind::program:
        return "program";
    case turso::call_kind::script:
        return "script";
    case turso::call_kind::describe:
        return "describe";
    case turso::call_kind::transaction_step:
        return "transaction_step";
    case turso::call_kind::commit:
        return "commit";
    case turso::call_kind::rollback:
        return "rollback";
    }
    return "?";
}

database_counts::row::row() : seconds(seconds_bounds) {}

void database_counts::on_call(const turso::call_report& report)
{
    row& r = rows_[static_cast<std::size_t>(report.kind)];
    if (!report.code)
        ++r.succeeded;
    else if (report.what_happened == turso::outcome::unknown)
        ++r.unknown;
    else
        ++r.failed;
    r.seconds.observe(std::chrono::duration<double>(report.total).count());
    rows_read_ += report.rows_read;
    rows_written_ += report.rows_written;
}

} // namespace ws::server
