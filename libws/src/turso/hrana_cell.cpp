#include "turso/hrana_cell.hpp"

#include <ws/codec/base64.hpp>

#include <limits>

namespace ws::turso
{

using form = json_scalar::form;

void cell_reader::begin() noexcept
{
    type_ = wire_type::unknown;
    has_value_ = false;
    base64_.clear();
}

cell_reader::wire_type cell_reader::type_of(std::string_view name) noexcept
{
    if (name == "integer")
        return wire_type::integer;
    if (name == "text")
        return wire_type::text;
    if (name == "null")
        return wire_type::null;
    if (name == "float")
        return wire_type::real;
    return name == "blob" ? wire_type::blob : wire_type::unknown;
}

bool cell_reader::put(member m, const json_scalar& s)
{
    switch (m)
    {
    case member::type:
        type_ = s.is_text() ? type_of(s.text) : wire_type::unknown;
        return type_ != wire_type::unknown;
    case member::content:
        has_value_ = true;
        value_form_ = s.is;
        value_ = s.text;
        return s.is != form::boolean;
    case member::base64:
        base64_ = s.text;
        return s.is_text() || s.is_null();
    default:
        return true;
    }
}

std::optional<value_view> cell_reader::end()
{
    const form given = has_value_ ? value_form_ : form::null;
    switch (type_)
    {
    case wire_type::null:
        return value_view();
    case wire_type::integer:
        if (given != form::null)
            if (const auto number = number_from<std::int64_t>(std::string_view(value_)))
                return value_view::of(*number);
        return std::nullopt;
    case wire_type::real:
        if (given == form::number)
            if (const auto number = number_from<double>(std::string_view(value_)))
                return value_view::of(*number);
        // How servers spell a number that is not finite.
        if (has_value_ && given == form::null)
            return value_view::of(std::numeric_limits<double>::quiet_NaN());
        return std::nullopt;
    case wire_type::text:
        return given == form::text ? std::optional(value_view::text(value_)) : std::nullopt;
    case wire_type::blob:
        return end_blob();
    case wire_type::unknown:
        break;
    }
    return std::nullopt;
}

std::optional<value_view> cell_reader::end_blob()
{
    bytes_.clear();
    if (!codec::append_base64_decoded(bytes_, base64_))
        return std::nullopt;
    return value_view::blob(bytes_);
}

} // namespace ws::turso
