#pragma once

#include <ws/base/histogram.hpp>
#include <ws/turso/metrics.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace ws::server
{

/// What the calls of the database came to since the start. Belongs to the shard's thread,
/// on which the client's strand runs.
class database_counts final : public turso::metrics_sink
{
public:
    struct row
    {
        row();

        std::uint64_t succeeded = 0;
        std::uint64_t failed = 0;  ///< and nothing of it is stored, or what is has been told
        std::uint64_t unknown = 0; ///< failed, and what became of it is not known
        histogram seconds;         ///< from the call to its end, of all three
    };

    void on_call(const turso::call_report& report) override;

    [[nodiscard]] const row& of(turso::call_kind kind) const { return rows_[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::uint64_t rows_read() const noexcept { return rows_read_; }
    [[nodiscard]] std::uint64_t rows_written() const noexcept { return rows_written_; }

private:
    std::array<row, turso::call_kinds> rows_;
    std::uint64_t rows_read_ = 0; ///< as billed
    std::uint64_t rows_written_ = 0;
};

} // namespace ws::server
