#pragma once

#include <ws/base/error.hpp>
#include <ws/realtime/publication.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::server
{

/// What is wrong with a request of the server API.
struct request_problems
{
    std::string malformed;  ///< it has not the form of the method: HTTP 400 with this text
    bool bad_value = false; ///< right form, impossible value: error 107
};

/// Reads the members of an API request's object. Absent and null members are
/// zero; members nobody asks for are ignored; the first one of a wrong type is
/// named in `problems`.
///
/// Lifetime: text, object and problems must outlive the reader.
class request_reader
{
public:
    /// `object` is `text` parsed.
    request_reader(std::string_view text, const boost::json::object& object, request_problems& problems)
        : text_(text), object_(object), problems_(problems)
    {
    }

    std::string text(std::string_view name);
    std::vector<std::string> texts(std::string_view name);
    bool flag(std::string_view name);
    std::int64_t integer(std::string_view name);
    std::uint64_t whole_number(std::string_view name);
    realtime::tag_list tags(std::string_view name);
    /// A stream position {offset, epoch}; nothing when absent.
    std::optional<realtime::stream_position> position(std::string_view name);
    /// A reader of an object member; nothing when absent.
    std::optional<request_reader> object(std::string_view name);

    /// Any JSON value in place, minified; "" when absent, "null" for null.
    /// A non-empty string `b64_name` wins over it: base64 of a JSON text, or else a bad value.
    std::string payload(std::string_view name, std::string_view b64_name);
    /// The same, with null taken for absent.
    std::string optional_payload(std::string_view name, std::string_view b64_name);

    /// The member as parsed; nullptr when absent or null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    void refuse_type(std::string_view name, std::string_view expected);
    void refuse_value() { problems_.bad_value = true; }

private:
    request_reader(
        std::string_view text, const boost::json::object& object, request_problems& problems,
        std::string path)
        : text_(text), object_(object), problems_(problems), path_(std::move(path))
    {
    }

    std::string_view text_;
    const boost::json::object& object_;
    request_problems& problems_;
    std::string path_; ///< of the object within the request: "" or "since."
};

/// Parses the text of a request, with the limits that fit a body of 1 MiB.
/// Errors: errc::malformed_input and errc::too_large, with a sentence in `why`;
/// anything but an object is malformed.
result<boost::json::value> parse_api_object(std::string_view text, std::string& why);

} // namespace ws::server
