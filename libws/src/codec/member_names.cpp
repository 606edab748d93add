#include "codec/member_names.hpp"

#include <ws/base/json_string.hpp>
#include <ws/base/log.hpp>

#include <algorithm>

namespace ws::codec
{

void member_names::end_name()
{
    names_.push_back({name_begin_, text_.size() - name_begin_});
    name_begin_ = text_.size();
}

std::optional<std::string> member_names::close_object()
{
    const std::size_t first = objects_.back();
    objects_.pop_back();
    if (first == names_.size())
        return std::nullopt;

    const std::size_t text_begin = names_[first].begin;
    const auto begin = names_.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, names_.end(), [this](span a, span b) { return text_of(a) < text_of(b); });
    const auto twice =
        std::adjacent_find(begin, names_.end(), [this](span a, span b) { return text_of(a) == text_of(b); });

    std::optional<std::string> found;
    if (twice != names_.end())
        append_json_string(found.emplace(), log::excerpt(text_of(*twice)));
    names_.resize(first);
    text_.resize(text_begin);
    name_begin_ = text_begin;
    return found;
}

} // namespace ws::codec
