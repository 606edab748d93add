#include "database_test.hpp"

#include <sstream>
#include <stdexcept>

namespace ws::turso
{
namespace
{

std::string to_text(const value_view& cell)
{
    switch (cell.kind())
    {
    case value_kind::null:
        return "NULL";
    case value_kind::integer:
        return std::to_string(cell.as_integer());
    case value_kind::real:
    {
        std::ostringstream text;
        text.precision(17);
        text << cell.as_real();
        return text.str();
    }
    case value_kind::text:
        return std::string(cell.as_text());
    case value_kind::blob:
        return "blob of " + std::to_string(cell.as_bytes().size());
    }
    return "?";
}

} // namespace

std::string to_text(const rows& found)
{
    std::string text;
    for (const auto row : found)
    {
        if (row.index() > 0)
            text += ';';
        for (std::size_t i = 0; i < row.size(); ++i)
            text.append(i > 0 ? "," : "").append(to_text(row[i]));
    }
    return text;
}

database_test::database_test(const database_kind& kind) : kind_(kind)
{
    if (kind_.remote)
        server_ = std::make_unique<test::sqld_server>();
    db_ = open(usual_options());
}

database_test::~database_test()
{
    // What the client has left to do is done while the server is still there.
    db_.reset();
    io_.restart();
    io_.run();
}

options database_test::usual_options() const
{
    options how;
    if (server_)
        how.url = server_->url();
    else if (kind_.shared)
        how.url = "file:" + (folder_.path() / "test.db").string();
    else
        how.url = ":memory:";
    how.protocol = kind_.protocol;
    how.deadline = std::chrono::seconds(60); // sanitizers on a busy machine are slow
    how.connect_timeout = std::chrono::seconds(30);
    how.embedded.synchronous_full = false;
    return how;
}

client database_test::open(options how) { return client::open(io_.get_executor(), std::move(how)).value(); }

void database_test::reopen(options how)
{
    db_.reset();
    db_ = open(std::move(how));
}

error database_test::failing(statement what)
{
    auto got = finish(db().execute(std::move(what)));
    if (got)
        throw std::logic_error("no error, but: " + to_text(*got));
    return std::move(got).error();
}

std::int64_t database_test::number(std::string_view text)
{
    return finish(db().query_one<std::int64_t>(sql(text))).value();
}

std::string database_test::listed(std::string_view text) { return to_text(done(text)); }

} // namespace ws::turso
