#pragma once

#include "server/database_access.hpp"

#include <string>
#include <utility>

namespace ws::test
{

inline turso::error database_trouble(turso::errc code, std::string message = "as the test wants it")
{
    turso::error e;
    e.code = code;
    e.message = std::move(message);
    return e;
}

/// A database that answers at once, as the test says.
class fake_database final : public server::database_access
{
public:
    net::task<turso::result<>> check_schema() override
    {
        ++schema_looks;
        co_return schema;
    }
    net::task<turso::result<>> ask() override
    {
        ++asked;
        co_return answer;
    }
    net::task<void> close() override
    {
        closed = true;
        co_return;
    }
    [[nodiscard]] bool is_remote() const override { return remote; }

    turso::result<> schema;
    turso::result<> answer;
    bool remote = true;
    int schema_looks = 0;
    int asked = 0;
    bool closed = false;
};

} // namespace ws::test
