#pragma once

#include <ws/turso/value.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ws::turso
{

struct column
{
    std::string name;          ///< may be "" and may occur twice: the position is what identifies it
    std::string declared_type; ///< as the table declares it; "" for an expression
};

/// What a statement did, beside its rows.
struct execution_facts
{
    std::uint64_t affected_rows = 0; ///< by INSERT, UPDATE or DELETE, else 0
    /// Of the connection after an INSERT or REPLACE. It is the last one inserted there
    /// at all, so an INSERT that did nothing (ON CONFLICT DO NOTHING) shows an older one.
    std::optional<std::int64_t> last_insert_rowid;
    std::uint64_t rows_read = 0; ///< as the server counts them for its bill; 0 where it does not
    std::uint64_t rows_written = 0;
    std::chrono::duration<double, std::milli> server_time{0}; ///< as the server says; 0 where it does not
};

class rows;
class rows_builder;

/// One row; a view that lives as long as the rows it came from.
class row_view
{
public:
    row_view(const rows& owner, std::size_t index) noexcept : owner_(&owner), index_(index) {}
    [[nodiscard]] std::size_t size() const noexcept; ///< number of columns
    [[nodiscard]] std::span<const column> columns() const noexcept;
    [[nodiscard]] std::size_t index() const noexcept { return index_; } ///< among its rows, from 0
    [[nodiscard]] value_view operator[](std::size_t column) const noexcept;
    /// The first column of that name; nothing when there is none. Case matters.
    [[nodiscard]] std::optional<value_view> find(std::string_view column) const noexcept;

private:
    const rows* owner_;
    std::size_t index_;
};

/// The result of one statement: columns, rows and facts. Moving it is cheap and
/// keeps no view valid; copying it copies the bytes.
class rows
{
public:
    class iterator
    {
    public:
        using value_type = row_view;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;
        iterator() noexcept = default;
        iterator(const rows& owner, std::size_t at) noexcept : owner_(&owner), at_(at) {}
        row_view operator*() const noexcept { return {*owner_, at_}; }
        iterator& operator++() noexcept
        {
            ++at_;
            return *this;
        }
        iterator operator++(int) noexcept
        {
            auto before = *this;
            ++at_;
            return before;
        }
        bool operator==(const iterator& other) const noexcept { return at_ == other.at_; }

    private:
        const rows* owner_ = nullptr;
        std::size_t at_ = 0;
    };

    [[nodiscard]] std::size_t size() const noexcept { return row_count_; }
    [[nodiscard]] bool empty() const noexcept { return row_count_ == 0; }
    [[nodiscard]] std::span<const column> columns() const noexcept { return columns_; }
    [[nodiscard]] row_view operator[](std::size_t row) const noexcept { return {*this, row}; }
    [[nodiscard]] value_view at(std::size_t row, std::size_t column) const noexcept;
    [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
    [[nodiscard]] iterator end() const noexcept { return {*this, row_count_}; }

    [[nodiscard]] const execution_facts& facts() const noexcept { return facts_; }

private:
    friend class rows_builder; // fills it: src/turso/rows_builder.hpp

    struct cell
    {
        value_kind kind;
        std::uint32_t size;
        std::int64_t content; ///< the integer, the bits of the double, or the offset into bytes_
    };

    std::vector<column> columns_;
    std::vector<cell> cells_; ///< row after row
    std::string bytes_;
    std::size_t row_count_ = 0;
    execution_facts facts_;
};

} // namespace ws::turso
