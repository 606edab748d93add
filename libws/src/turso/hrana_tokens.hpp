#pragma once

#include "turso/hrana_scalar.hpp"

#include <ws/turso/error.hpp>

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ws::turso
{

/// A handler for boost::json::basic_parser that gives a Sink whole names, texts and
/// numbers, where the parser hands them on as they arrive. Numbers stay digits.
template <class Sink>
class whole_tokens
{
    using error_code = boost::json::error_code;
    using text = boost::json::string_view;

public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit whole_tokens(Sink& sink) : sink_(sink) {}

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& ec) { return allow(sink_.begin_object(), ec); }
    bool on_object_end(std::size_t, error_code& ec) { return allow(sink_.end_object(), ec); }
    bool on_array_begin(error_code& ec) { return allow(sink_.begin_array(), ec); }
    bool on_array_end(std::size_t, error_code& ec) { return allow(sink_.end_array(), ec); }

    bool on_key_part(text part, std::size_t, error_code&) { return keep(part); }
    bool on_key(text rest, std::size_t, error_code& ec) { return allow(sink_.key(whole(rest)), ec); }

    bool on_string_part(text part, std::size_t, error_code&) { return keep(part); }
    bool on_string(text rest, std::size_t, error_code& ec)
    {
        return scalar({json_scalar::form::text, false, whole(rest)}, ec);
    }

    bool on_number_part(text part, error_code&) { return keep(part); }
    bool on_int64(std::int64_t, text rest, error_code& ec) { return number(rest, ec); }
    bool on_uint64(std::uint64_t, text rest, error_code& ec) { return number(rest, ec); }
    bool on_double(double, text rest, error_code& ec) { return number(rest, ec); }

    bool on_bool(bool yes, error_code& ec) { return scalar({json_scalar::form::boolean, yes, {}}, ec); }
    bool on_null(error_code& ec) { return scalar({}, ec); }

    // Comments are off; the parser asks for these members nevertheless.
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

private:
    bool number(text rest, error_code& ec)
    {
        return scalar({json_scalar::form::number, false, whole(rest)}, ec);
    }

    bool scalar(const json_scalar& s, error_code& ec) { return allow(sink_.scalar(s), ec); }

    /// The parser must be told why it stops.
    static bool allow(bool taken, error_code& ec)
    {
        if (!taken)
            ec = errc::protocol;
        return taken;
    }

    bool keep(text part)
    {
        if (!has_part_)
            front_.clear();
        has_part_ = true;
        front_.append(part.data(), part.size());
        return true;
    }

    /// Most come in one piece and are not copied.
    std::string_view whole(text rest)
    {
        if (!has_part_)
            return {rest.data(), rest.size()};
        has_part_ = false;
        front_.append(rest.data(), rest.size());
        return front_;
    }

    Sink& sink_;
    std::string front_; ///< of a token that came in parts
    bool has_part_ = false;
};

} // namespace ws::turso
