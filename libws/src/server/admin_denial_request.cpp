#include "server/admin_denial_request.hpp"

#include <ws/base/duration.hpp>

#include <chrono>
#include <string_view>

namespace ws::server
{
namespace
{

using std::chrono::seconds;

constexpr std::size_t longest_id = 255;
/// Ten years: what is to last longer lasts forever.
constexpr std::chrono::hours longest_term{87600};

std::string_view mistake_in(const denial_subject& who)
{
    for (const std::string* id : {&who.session, &who.user, &who.organization})
        if (id->size() > longest_id)
            return "an id has at most 255 bytes";
    switch (who.kind)
    {
    case denial_kind::session:
        return who.session.empty() || !who.user.empty() || !who.organization.empty()
                   ? "the kind \"session\" needs \"session\" and no other id"
                   : "";
    case denial_kind::user:
        return who.user.empty() || !who.session.empty() || !who.organization.empty()
                   ? "the kind \"user\" needs \"user\" and no other id"
                   : "";
    case denial_kind::membership:
        return who.organization.empty() || !who.session.empty()
                   ? "the kind \"membership\" needs \"organization\", may have \"user\", and no other id"
                   : "";
    }
    return "";
}

template <class Reader>
std::optional<denial_subject> read_any_subject(Reader& in, std::string& mistake)
{
    denial_subject who;
    const auto kind = denial_kind_named(in.text("kind"));
    who.kind = kind.value_or(denial_kind::session);
    who.session = in.text("session");
    who.user = in.text("user");
    who.organization = in.text("organization");
    mistake = kind ? mistake_in(who) : "\"kind\" must be session, user or membership";
    if (!mistake.empty())
        return std::nullopt;
    return who;
}

/// From now on; nothing where there is no such time.
std::optional<seconds> time_left(std::int64_t until, system_time now)
{
    const std::int64_t begin = std::chrono::floor<seconds>(now.time_since_epoch()).count();
    if (until <= begin || until > begin + std::chrono::seconds(longest_term).count())
        return std::nullopt;
    return seconds(until - begin);
}

std::optional<seconds> length_of(const std::string& text)
{
    const auto duration = parse_duration(text);
    if (!duration || *duration <= seconds(0))
        return std::nullopt;
    return *duration;
}

} // namespace

std::optional<denial_subject> read_subject(request_reader& in, std::string& mistake)
{
    return read_any_subject(in, mistake);
}

std::optional<denial_subject> read_subject(query_reader& in, std::string& mistake)
{
    return read_any_subject(in, mistake);
}

std::optional<denial_term>
read_term(request_reader& in, denial_kind kind, system_time now, std::string& mistake)
{
    const bool forever = in.flag("forever");
    const bool says_until = in.find("until") != nullptr;
    const bool says_duration = in.find("duration") != nullptr;
    const int said = int{forever} + int{says_until} + int{says_duration};
    const bool is_user = kind == denial_kind::user;
    if (said > 1 || (said == 0 && is_user))
        mistake = "give one of \"until\", \"duration\" and, for a user, \"forever\"";
    else if (forever && !is_user)
        mistake = "\"forever\" is for users";
    if (!mistake.empty())
        return std::nullopt;
    if (forever)
        return denial_term{};

    std::optional<seconds> length = auth::session_denial_time;
    if (says_until)
        length = time_left(in.integer("until"), now);
    else if (says_duration)
        length = length_of(in.text("duration"));
    if (length)
        return denial_term{now + *length};
    mistake = says_until ? "\"until\" must be Unix seconds in the next ten years"
                         : "\"duration\" must be a length of time, such as 90s or 24h, of at most ten years";
    return std::nullopt;
}

} // namespace ws::server
