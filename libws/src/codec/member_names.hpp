#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::codec
{

/// The member names, unescaped, of the objects a parser has open; finds a name
/// that occurs twice in one object in O(n log n).
///
/// Names stand one behind the other in one text: no allocation a name.
class member_names
{
public:
    void open_object() { objects_.push_back(names_.size()); }

    /// A piece of the name that comes next.
    void append(std::string_view part) { text_ += part; }
    void end_name();

    /// Forgets the innermost object; the beginning of a name it had twice,
    /// as a JSON string.
    std::optional<std::string> close_object();

private:
    struct span
    {
        std::size_t begin;
        std::size_t length;
    };

    [[nodiscard]] std::string_view text_of(span s) const
    {
        return std::string_view(text_).substr(s.begin, s.length);
    }

    std::string text_;
    std::vector<span> names_;
    std::vector<std::size_t> objects_; ///< index of each open object's first name
    std::size_t name_begin_ = 0;
};

} // namespace ws::codec
