#pragma once

#include <ws/base/json_string.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace ws
{

/// Writes the members of one object; zero values are left out unless told otherwise.
class object_writer
{
public:
    explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
    object_writer(const object_writer&) = delete;
    object_writer& operator=(const object_writer&) = delete;
    ~object_writer() { out_ += '}'; }

    /// Starts a member; the caller writes its value.
    std::string& member(std::string_view name)
    {
        if (!first_)
            out_ += ',';
        first_ = false;
        out_ += '"';
        out_ += name;
        out_ += "\":";
        return out_;
    }

    /// The same for a name that is not ours and may need escapes.
    std::string& foreign_member(std::string_view name)
    {
        if (!first_)
            out_ += ',';
        first_ = false;
        append_json_string(out_, name);
        out_ += ':';
        return out_;
    }

    void string(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            append_json_string(member(name), value);
    }
    void string_always(std::string_view name, std::string_view value)
    {
        append_json_string(member(name), value);
    }
    void raw(std::string_view name, std::string_view json)
    {
        if (!json.empty())
            member(name) += json;
    }
    void flag(std::string_view name, bool value)
    {
        if (value)
            member(name) += "true";
    }
    void number(std::string_view name, std::uint64_t value)
    {
        if (value != 0)
            number_always(name, value);
    }
    void number_always(std::string_view name, std::uint64_t value)
    {
        fmt::format_to(std::back_inserter(member(name)), "{}", value);
    }

private:
    std::string& out_;
    bool first_ = true;
};

} // namespace ws
