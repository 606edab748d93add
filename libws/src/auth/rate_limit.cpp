#include <ws/auth/rate_limit.hpp>
#include <ws/base/duration.hpp>

#include <algorithm>
#include <charconv>

namespace ws::auth
{
namespace
{

using std::chrono::nanoseconds;

constexpr std::uint32_t most = 1'000'000;
constexpr std::chrono::hours longest_window{24};
constexpr std::chrono::hours longest_rest{30 * 24};
constexpr std::string_view form = "it is neither 'off' nor of the form 30/60s or 30/60s,burst=20";

result<std::uint32_t> parse_count(std::string_view text, std::string_view what, std::string& why)
{
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc{} && end == text.data() + text.size() && count >= 1 && count <= most)
        return count;
    why = std::string(what) + " is not a whole number from 1 to 1000000";
    return errc::malformed_input;
}

/// How long the whole burst takes to come back.
nanoseconds rest_of(const rate_limit& rule) { return rule.interval() * rule.burst; }

std::uint32_t remaining_of(const rate_limit& rule, nanoseconds used)
{
    const auto left = std::max(rest_of(rule) - used, nanoseconds(0));
    return static_cast<std::uint32_t>(left / rule.interval());
}

} // namespace

result<std::optional<rate_limit>> parse_rate_limit(std::string_view text, std::string& why)
{
    if (text == "off")
        return std::optional<rate_limit>();
    const auto slash = text.find('/');
    if (slash == std::string_view::npos)
    {
        why = form;
        return errc::malformed_input;
    }
    const auto limit = parse_count(text.substr(0, slash), "the limit", why);
    if (!limit)
        return limit.error();

    std::string_view window_text = text.substr(slash + 1);
    auto burst = limit;
    if (const auto comma = window_text.find(','); comma != std::string_view::npos)
    {
        const std::string_view option = window_text.substr(comma + 1);
        window_text = window_text.substr(0, comma);
        constexpr std::string_view name = "burst=";
        if (!option.starts_with(name))
        {
            why = form;
            return errc::malformed_input;
        }
        burst = parse_count(option.substr(name.size()), "the burst", why);
        if (!burst)
            return burst.error();
    }
    const auto window = parse_duration(window_text);
    if (!window || window->count() == 0 || *window > longest_window)
    {
        why = "the window is not a duration from 1s to 24h";
        return errc::malformed_input;
    }
    const rate_limit rule{*limit, *window, *burst};
    if (rest_of(rule) > longest_rest)
    {
        why = "the burst is so large that it takes more than 30 days to come back";
        return errc::malformed_input;
    }
    return std::optional<rate_limit>(rule);
}

std::string to_string(const rate_limit& rule)
{
    std::string text = std::to_string(rule.limit) + '/' + std::to_string(rule.window.count()) + 's';
    if (rule.burst != rule.limit)
        text += ",burst=" + std::to_string(rule.burst);
    return text;
}

rate_verdict rate_state::take(const rate_limit& rule, steady_time now, std::uint32_t cost) noexcept
{
    const rate_verdict verdict = peek(rule, now, cost);
    if (verdict.allowed)
        rested_at_ = now + verdict.reset_after;
    return verdict;
}

rate_verdict rate_state::peek(const rate_limit& rule, steady_time now, std::uint32_t cost) const noexcept
{
    const nanoseconds used = std::max(nanoseconds(rested_at_ - now), nanoseconds(0));
    // More than a burst is too much, however much more: no product may overflow.
    const nanoseconds next = used + rule.interval() * std::min(cost, rule.burst + 1);
    const nanoseconds too_much = next - rest_of(rule);
    const bool allowed = too_much <= nanoseconds(0);
    const nanoseconds then = allowed ? next : used;
    return {
        .allowed = allowed,
        .remaining = remaining_of(rule, then),
        .reset_after = then,
        .retry_after = allowed ? nanoseconds(0) : too_much};
}

} // namespace ws::auth
