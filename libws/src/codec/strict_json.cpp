#include "codec/member_names.hpp"

#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_stack.hpp>

#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace ws::codec
{
namespace
{

namespace json = boost::json;

/// Builds the value as Boost.JSON's own parser does and refuses what ours must.
class strict_handler
{
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    explicit strict_handler(const json_limits& limits)
        : limits_(limits), stack_(json::storage_ptr(), buffer_.data(), buffer_.size())
    {
        stack_.reset();
    }

    json::value release() { return stack_.release(); }

    /// What one of our own rules says; empty when the grammar was at fault.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }

    bool on_object_begin(json::error_code& ec)
    {
        names_.open_object();
        return count_node(ec);
    }

    bool on_object_end(std::size_t size, json::error_code& ec)
    {
        if (const auto twice = names_.close_object())
            return refuse(
                ec, errc::malformed_input, "member name " + *twice + " occurs twice in the object that ends");
        stack_.push_object(size);
        return true;
    }

    bool on_array_begin(json::error_code& ec) { return count_node(ec); }

    bool on_array_end(std::size_t size, json::error_code&)
    {
        stack_.push_array(size);
        return true;
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&)
    {
        names_.append(part);
        stack_.push_chars(part);
        return true;
    }

    bool on_key(json::string_view rest, std::size_t, json::error_code&)
    {
        names_.append(rest);
        names_.end_name();
        stack_.push_key(rest);
        return true;
    }

    bool on_string_part(json::string_view part, std::size_t, json::error_code&)
    {
        stack_.push_chars(part);
        return true;
    }

    bool on_string(json::string_view rest, std::size_t, json::error_code& ec)
    {
        stack_.push_string(rest);
        return count_node(ec);
    }

    bool on_number_part(json::string_view part, json::error_code& ec) { return append_number(part, ec); }

    bool on_int64(std::int64_t number, json::string_view rest, json::error_code& ec)
    {
        if (!append_number(rest, ec))
            return false;
        stack_.push_int64(number);
        return end_number(ec);
    }

    bool on_uint64(std::uint64_t number, json::string_view rest, json::error_code& ec)
    {
        if (!append_number(rest, ec))
            return false;
        stack_.push_uint64(number);
        return end_number(ec);
    }

    bool on_double(double number, json::string_view rest, json::error_code& ec)
    {
        if (!append_number(rest, ec))
            return false;
        stack_.push_double(exact_double(number));
        return end_number(ec);
    }

    bool on_bool(bool b, json::error_code& ec)
    {
        stack_.push_bool(b);
        return count_node(ec);
    }

    bool on_null(json::error_code& ec)
    {
        stack_.push_null();
        return count_node(ec);
    }

    // Comments are off; the parser asks for these members nevertheless.
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool refuse(json::error_code& ec, errc code, std::string problem)
    {
        ec = code;
        problem_ = std::move(problem);
        return false;
    }

    bool count_node(json::error_code& ec)
    {
        if (++nodes_ <= limits_.max_nodes)
            return true;
        return refuse(ec, errc::too_large, "more than " + std::to_string(limits_.max_nodes) + " values");
    }

    /// Boost.JSON multiplies by powers of ten: the last bit depends on what stands
    /// behind the number, and 0e999 is not a number at all.
    [[nodiscard]] double exact_double(double approximate) const
    {
        double exact = 0;
        const char* const end = number_.data() + number_.size();
        const auto error = std::from_chars(number_.data(), end, exact).ec;
        return error == std::errc() ? exact : approximate; // out of range: infinity or 0
    }

    bool append_number(json::string_view part, json::error_code& ec)
    {
        if (number_.size() + part.size() > limits_.max_number_length)
        {
            const std::string limit = std::to_string(limits_.max_number_length);
            return refuse(ec, errc::too_large, "a number of more than " + limit + " characters");
        }
        number_ += part;
        return true;
    }

    bool end_number(json::error_code& ec)
    {
        number_.clear();
        return count_node(ec);
    }

    const json_limits limits_;
    /// What most messages need: no allocation for the stack.
    alignas(json::value) std::array<unsigned char, 2048> buffer_;
    json::value_stack stack_;
    member_names names_;
    std::size_t nodes_ = 0;
    std::string number_; ///< its text so far
    std::string problem_;
};

std::string explain(const json::error_code& ec, const strict_handler& handler, const json_limits& limits)
{
    if (!handler.problem().empty())
        return handler.problem();
    if (ec == json::error::too_deep)
        return "nested deeper than " + std::to_string(limits.max_depth) + " levels";
    return "not valid JSON: " + ec.message();
}

} // namespace

result<json::value> parse_strict_json(std::string_view text, const json_limits& limits, std::string* why)
{
    if (text.starts_with("\xEF\xBB\xBF"))
    {
        if (why != nullptr)
            *why = "a byte order mark is not allowed at byte 0";
        return errc::malformed_input;
    }

    json::parse_options options;
    options.max_depth = limits.max_depth;
    json::basic_parser<strict_handler> parser(options, limits);
    json::error_code ec;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && consumed < text.size())
        ec = json::error::extra_data;
    if (!ec)
        return parser.handler().release();

    if (why != nullptr)
        *why = explain(ec, parser.handler(), limits) + " at byte " + std::to_string(consumed);
    const bool limit = ec == errc::too_large || ec == json::error::too_deep;
    return limit ? errc::too_large : errc::malformed_input;
}

} // namespace ws::codec
