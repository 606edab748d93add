#include "turso/rows_builder.hpp"

#include <bit>
#include <cassert>
#include <utility>

namespace ws::turso
{

std::size_t row_view::size() const noexcept { return columns().size(); }

std::span<const column> row_view::columns() const noexcept { return owner_->columns(); }

value_view row_view::operator[](std::size_t column) const noexcept { return owner_->at(index_, column); }

std::optional<value_view> row_view::find(std::string_view column) const noexcept
{
    for (std::size_t i = 0; i < size(); ++i)
        if (columns()[i].name == column)
            return (*this)[i];
    return std::nullopt;
}

value_view rows::at(std::size_t row, std::size_t column) const noexcept
{
    assert(row < row_count_ && column < columns_.size());
    const cell& c = cells_[row * columns_.size() + column];
    const auto bytes = [&]
    { return std::string_view(bytes_).substr(static_cast<std::size_t>(c.content), c.size); };
    switch (c.kind)
    {
    case value_kind::null:
        break;
    case value_kind::integer:
        return value_view::of(c.content);
    case value_kind::real:
        return value_view::of(std::bit_cast<double>(c.content));
    case value_kind::text:
        return value_view::text(bytes());
    case value_kind::blob:
        return value_view::blob(bytes());
    }
    return {};
}

void rows_builder::add_column(std::string name, std::string declared_type)
{
    assert(made_.cells_.empty() && made_.row_count_ == 0);
    made_.columns_.push_back({std::move(name), std::move(declared_type)});
}

std::size_t rows_builder::column_count() const noexcept { return made_.columns_.size(); }

void rows_builder::add_null() { made_.cells_.push_back({value_kind::null, 0, 0}); }

void rows_builder::add(std::int64_t v) { made_.cells_.push_back({value_kind::integer, 0, v}); }

void rows_builder::add(double v)
{
    made_.cells_.push_back({value_kind::real, 0, std::bit_cast<std::int64_t>(v)});
}

void rows_builder::add_text(std::string_view text) { add_bytes(value_kind::text, text); }

void rows_builder::add_blob(std::string_view bytes) { add_bytes(value_kind::blob, bytes); }

void rows_builder::add_bytes(value_kind kind, std::string_view bytes)
{
    const auto offset = static_cast<std::int64_t>(made_.bytes_.size());
    made_.cells_.push_back({kind, static_cast<std::uint32_t>(bytes.size()), offset});
    made_.bytes_.append(bytes);
}

bool rows_builder::end_row()
{
    const auto complete = made_.row_count_ * made_.columns_.size();
    if (made_.cells_.size() == complete + made_.columns_.size())
    {
        ++made_.row_count_;
        return true;
    }
    made_.cells_.resize(complete);
    return false;
}

std::size_t rows_builder::size_bytes() const noexcept
{
    return made_.cells_.size() * sizeof(rows::cell) + made_.bytes_.size();
}

execution_facts& rows_builder::facts() noexcept { return made_.facts_; }

rows rows_builder::take() { return std::exchange(made_, rows()); }

} // namespace ws::turso
