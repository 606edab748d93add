#pragma once

#include <ws/turso/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ws::turso
{

enum class call_kind : std::uint8_t
{
    execute,
    batch,
    program,
    script,
    describe,
    transaction_step,
    commit,
    rollback,
};
inline constexpr std::size_t call_kinds = static_cast<std::size_t>(call_kind::rollback) + 1;

/// "execute", "batch", …, for logs and labels.
std::string_view to_string(call_kind kind) noexcept;

/// One call as it ended.
struct call_report
{
    call_kind kind = call_kind::execute;
    boost::system::error_code code; ///< success, or why it failed
    outcome what_happened = outcome::executed;
    unsigned attempts = 0;
    std::chrono::nanoseconds queued{0}; ///< waiting for one of options::max_streams
    std::chrono::nanoseconds total{0};  ///< from the call to its completion
    std::uint64_t rows_read = 0;        ///< as billed
    std::uint64_t rows_written = 0;
};

/// What is told about the client's work as it happens.
///
/// Called on the client's strand, one call at a time: be quick, do not call the
/// client, do not throw. Lives at least as long as the client.
class metrics_sink
{
public:
    virtual ~metrics_sink() = default;
    virtual void on_call(const call_report& report) = 0;
    /// A transaction was destroyed while it was still open, and has been rolled back.
    virtual void on_abandoned_transaction() {}
};

/// The client at one moment.
struct client_stats
{
    std::size_t under_way = 0;         ///< calls and transactions that hold a stream
    std::size_t open_transactions = 0; ///< of these
    std::size_t queued = 0;            ///< calls that wait for one
    std::uint64_t calls = 0;           ///< since open(), the failed ones included
    std::uint64_t failures = 0;
    std::uint64_t repeats = 0; ///< requests sent again
    std::uint64_t outcomes_unknown = 0;
    std::uint64_t abandoned_transactions = 0;
};

} // namespace ws::turso
