#pragma once

#include <ws/turso/group.hpp>
#include <ws/turso/rows.hpp>
#include <ws/turso/statement.hpp>

#include <memory>

namespace ws::turso
{

/// Independent statements of many callers in one transaction: one commit for all of them.
///
/// A statement that fails does not hurt the others. Each caller is told its own rows or
/// error once the transaction is committed. Not for statements that control transactions.
///
///     group_executor<statement, rows> inserts(db, make_statement_group());
///     auto done = co_await inserts.submit(sql("INSERT INTO t VALUES (?)", 1));
std::unique_ptr<group_plan<statement, rows>> make_statement_group();

} // namespace ws::turso
