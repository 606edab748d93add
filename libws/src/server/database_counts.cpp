#include "server/database_counts.hpp"

#include "server/answer_seconds.hpp"

namespace ws::server
{

database_counts::row::row() : seconds(answer_seconds) {}

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
