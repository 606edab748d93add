#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <my_app/storage/migrations.hpp>

int main()
{
    // Characters that CMake could have taken for its own.
    if (my_app::storage::migrations()[0].sql.find("'a;b[c]${d}\\\\'") == std::string_view::npos)
        return 1;
    boost::asio::io_context io;
    ws::turso::options how;
    how.url = ":memory:";
    const auto db = ws::turso::client::open(io.get_executor(), how).value();
    auto report = ws::turso::migrate_up(db, my_app::storage::migrations(), {}, boost::asio::use_future);
    while (report.wait_for(std::chrono::seconds(0)) != std::future_status::ready && io.run_one() > 0)
    {
    }
    for (const auto& migration : report.get().value().all)
        std::cout << migration.version << ' ' << migration.name << ' ' << to_string(migration.kind) << '\n';
}
