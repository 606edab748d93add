#include "turso/secret_filter.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

namespace ws::turso
{
namespace
{

constexpr std::string_view in_its_place = "***";
/// Long messages are cut, perhaps within a secret. Less of its front tells nothing.
constexpr std::size_t shortest_front = 8;

void hide_cut_one(std::string& text, std::string_view hidden)
{
    for (std::size_t length = std::min(text.size(), hidden.size()); length >= shortest_front; --length)
        if (text.ends_with(hidden.substr(0, length)))
        {
            text.replace(text.size() - length, length, in_its_place);
            return;
        }
}

void hide(std::string& text, std::string_view hidden)
{
    if (hidden.empty())
        return;
    for (auto at = text.find(hidden); at != text.npos; at = text.find(hidden, at + in_its_place.size()))
        text.replace(at, hidden.size(), in_its_place);
    hide_cut_one(text, hidden);
}

void hide(error& e, const std::vector<secret>& secrets)
{
    for (const auto& s : secrets)
    {
        hide(e.message, s.reveal());
        hide(e.server_code, s.reveal());
    }
}

void hide(program_result& steps, const std::vector<secret>& secrets)
{
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (auto* e = std::get_if<error>(&steps[i]))
            hide(*e, secrets);
}

} // namespace

void hide_secrets(result<pipeline_answer>& told, const std::vector<secret>& secrets)
{
    if (!told)
    {
        error e = std::move(told).error();
        hide(e, secrets);
        told = std::move(e);
        return;
    }
    if (auto* steps = std::get_if<program_result>(&told->content.what))
        hide(*steps, secrets);
    for (auto* e : {&told->whole_error, &told->side_error})
        if (*e)
            hide(**e, secrets);
}

} // namespace ws::turso
