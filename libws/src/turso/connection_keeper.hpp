#pragma once

#include "turso/sqlite_connection.hpp"

#include <memory>

namespace ws::turso
{

/// The connection of one worker: opened when it is first needed, as new for every caller.
class connection_keeper
{
public:
    explicit connection_keeper(connection_settings settings) : settings_(std::move(settings)) {}

    /// Errors: those of opening it; the next call tries again.
    result<sqlite_connection*> get(const stop_flag& stop);

    /// Behind a caller: rolls back the transaction it left open. What it changed in the
    /// connection itself (PRAGMA, ATTACH, TEMP) goes with the connection.
    void tidy() noexcept;

private:
    connection_settings settings_;
    /// Keeps a database in memory alive while the connection is opened anew.
    std::unique_ptr<sqlite_connection> anchor_;
    std::unique_ptr<sqlite_connection> connection_;
};

} // namespace ws::turso
