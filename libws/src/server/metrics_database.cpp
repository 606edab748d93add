#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

namespace ws::server
{
namespace
{

class database_metrics final : public prometheus::Collectable
{
public:
    database_metrics(const database_counts& counts, const database_watch& watch)
        : counts_(counts), watch_(watch)
    {
    }

    std::vector<metric_family> Collect() const override
    {
        std::vector<metric_family> all;
        all.push_back(gauge_of(
            "db_up", "1 if the database answered when it was last asked, and its schema fits; else 0.",
            std::uint64_t{watch_.state() == database_state::ok}));
        add_calls(all);
        auto rows = counter_family("db_rows_total", "Rows as the database bills them.");
        add_sample(rows, counts_.rows_read(), {{"dir", "read"}});
        add_sample(rows, counts_.rows_written(), {{"dir", "written"}});
        all.push_back(std::move(rows));
        return all;
    }

private:
    void add_calls(std::vector<metric_family>& all) const
    {
        auto calls = counter_family("db_requests_total", "Calls of the database by kind and how they ended.");
        auto seconds = histogram_family(
            "db_request_seconds", "From a call of the database to its end, waiting included.");
        for (std::size_t i = 0; i < turso::call_kinds; ++i)
        {
            const auto kind = static_cast<turso::call_kind>(i);
            const database_counts::row& row = counts_.of(kind);
            add_sample(calls, row.succeeded, {{"op", to_string(kind)}, {"result", "ok"}});
            add_sample(calls, row.failed, {{"op", to_string(kind)}, {"result", "error"}});
            add_sample(calls, row.unknown, {{"op", to_string(kind)}, {"result", "unknown"}});
            if (row.seconds.total() > 0)
                add_sample(seconds, row.seconds, {{"op", to_string(kind)}});
        }
        all.push_back(std::move(calls));
        all.push_back(std::move(seconds));
    }

    const database_counts& counts_;
    const database_watch& watch_;
};

} // namespace

metric_source make_database_metrics(const database_counts& counts, const database_watch& watch)
{
    return std::make_unique<database_metrics>(counts, watch);
}

} // namespace ws::server
