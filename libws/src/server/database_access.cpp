#include "server/database_access.hpp"

#include <ws/turso/database_url.hpp>
#include <ws/turso/statement.hpp>

#include <utility>
#include <variant>

namespace ws::server
{
namespace
{

using namespace std::chrono_literals;

/// Shorter than the pause between two questions.
const turso::call_options question_limit(5s);

/// The database of this process at the address, or null.
const turso::embedded_database* embedded_at(const turso::result<turso::database_url>& where)
{
    return where ? std::get_if<turso::embedded_database>(&*where) : nullptr;
}

turso::result<> fits(const turso::result<turso::migration_report>& schema)
{
    if (!schema)
        return schema.error();
    return turso::require_migrations(*schema);
}

class client_access final : public database_access
{
public:
    client_access(
        turso::result<turso::client> db, std::span<const turso::migration> schema, bool migrate, bool remote)
        : db_(std::move(db)), schema_(schema), migrate_(migrate), remote_(remote)
    {
    }

    net::task<turso::result<>> check_schema() override
    {
        if (!db_)
            co_return db_.error();
        if (!migrate_)
            co_return fits(co_await turso::migration_state(*db_, schema_, net::use_task));
        co_return fits(co_await turso::migrate_up(*db_, schema_, turso::migration_options(), net::use_task));
    }

    net::task<turso::result<>> ask() override
    {
        if (!db_)
            co_return db_.error();
        auto answer = co_await db_->execute(turso::sql("SELECT 1"), question_limit, net::use_task);
        if (!answer)
            co_return std::move(answer).error();
        co_return turso::result<>();
    }

    net::task<void> close() override
    {
        if (db_)
            co_await db_->shutdown(0ms, net::use_task);
    }

    [[nodiscard]] bool is_remote() const override { return remote_; }

private:
    turso::result<turso::client> db_;
    std::span<const turso::migration> schema_;
    bool migrate_;
    bool remote_;
};

} // namespace

std::unique_ptr<database_access>
open_database(const net::executor& ex, database_place where, turso::metrics_sink* told)
{
    const auto location = turso::parse_database_url(where.url);
    const auto* embedded = embedded_at(location);
    const bool migrate = embedded != nullptr && (where.migrate || embedded->path.empty());
    turso::options how;
    how.url = std::move(where.url);
    how.token = std::move(where.token);
    how.metrics = told;
    return std::make_unique<client_access>(
        turso::client::open(ex, std::move(how)), where.schema, migrate, location && embedded == nullptr);
}

} // namespace ws::server
