#include <ws/turso/value.hpp>

#include <cassert>
#include <cmath>

namespace ws::turso
{

std::string_view to_string(value_kind k) noexcept
{
    switch (k)
    {
    case value_kind::null:
        return "NULL";
    case value_kind::integer:
        return "INTEGER";
    case value_kind::real:
        return "REAL";
    case value_kind::text:
        return "TEXT";
    case value_kind::blob:
        return "BLOB";
    }
    return "?";
}

value_view value_view::of(std::int64_t v) noexcept
{
    value_view view;
    view.kind_ = value_kind::integer;
    view.integer_ = v;
    return view;
}

value_view value_view::of(double v) noexcept
{
    value_view view;
    view.kind_ = value_kind::real;
    view.real_ = v;
    return view;
}

value_view value_view::text(std::string_view v) noexcept
{
    value_view view;
    view.kind_ = value_kind::text;
    view.size_ = static_cast<std::uint32_t>(v.size());
    view.bytes_ = v.data();
    return view;
}

value_view value_view::blob(std::string_view bytes) noexcept
{
    value_view view = text(bytes);
    view.kind_ = value_kind::blob;
    return view;
}

std::int64_t value_view::as_integer() const noexcept
{
    assert(kind_ == value_kind::integer);
    return kind_ == value_kind::integer ? integer_ : 0;
}

double value_view::as_real() const noexcept
{
    assert(kind_ == value_kind::real);
    return kind_ == value_kind::real ? real_ : 0;
}

std::string_view value_view::as_text() const noexcept
{
    assert(kind_ == value_kind::text);
    return kind_ == value_kind::text ? std::string_view(bytes_, size_) : std::string_view();
}

std::span<const std::byte> value_view::as_bytes() const noexcept
{
    assert(kind_ == value_kind::text || kind_ == value_kind::blob);
    if (kind_ != value_kind::text && kind_ != value_kind::blob)
        return {};
    return std::as_bytes(std::span<const char>(bytes_, size_));
}

value value_view::to_value() const
{
    switch (kind_)
    {
    case value_kind::null:
        break;
    case value_kind::integer:
        return integer_;
    case value_kind::real:
        return real_;
    case value_kind::text:
        return std::string(as_text());
    case value_kind::blob:
    {
        const auto bytes = as_bytes();
        return blob_value(bytes.begin(), bytes.end());
    }
    }
    return null_value{};
}

bool operator==(const value_view& a, const value_view& b) noexcept
{
    if (a.kind_ != b.kind_)
        return false;
    switch (a.kind_)
    {
    case value_kind::null:
        return true;
    case value_kind::integer:
        return a.integer_ == b.integer_;
    case value_kind::real:
        return a.real_ == b.real_ || (std::isnan(a.real_) && std::isnan(b.real_));
    case value_kind::text:
    case value_kind::blob:
        return std::string_view(a.bytes_, a.size_) == std::string_view(b.bytes_, b.size_);
    }
    return false;
}

} // namespace ws::turso
