#include "server/admin_body.hpp"
#include "server/admin_denial_request.hpp"
#include "server/admin_handlers.hpp"
#include "server/admin_json.hpp"
#include "server/admin_query.hpp"
#include "server/problem_answer.hpp"
#include "server/shut_out.hpp"

#include <ws/base/log.hpp>

namespace ws::server
{
namespace
{

std::chrono::sys_seconds in_seconds(system_time t) { return std::chrono::floor<std::chrono::seconds>(t); }

void append_until(object_writer& out, const std::optional<system_time>& until)
{
    if (until)
        append_time(out, "until", in_seconds(*until));
    else
        out.flag("forever", true);
}

void append_subject(object_writer& out, const denial_subject& who)
{
    out.string("kind", to_string(who.kind));
    out.string("session", who.session);
    out.string("organization", who.organization);
    out.string("user", who.user);
}

void append_denial(std::string& json, const listed_denial& denial)
{
    object_writer out(json);
    append_subject(out, denial.who);
    append_until(out, denial.until);
    out.string("cause", denial.cause);
}

void log_denial(const auth::api_key& key, const denial_subject& who, std::size_t connections)
{
    log::info(
        "admin_denial", {{"key", key.name},
                         {"kind", to_string(who.kind)},
                         {"session", log::excerpt(who.session)},
                         {"organization", log::excerpt(who.organization)},
                         {"user", log::excerpt(who.user)},
                         {"connections", connections}});
}

void log_lift(const auth::api_key& key, const denial_subject& who)
{
    log::info(
        "admin_denial_lifted", {{"key", key.name},
                                {"kind", to_string(who.kind)},
                                {"session", log::excerpt(who.session)},
                                {"organization", log::excerpt(who.organization)},
                                {"user", log::excerpt(who.user)}});
}

std::size_t
deny(const admin_context& context, const denial_subject& who, const denial_term& term, system_time now)
{
    const shut_out out{context.node, context.denials};
    const system_time until = term.until.value_or(system_time::max());
    switch (who.kind)
    {
    case denial_kind::session:
        return out.session(who.session, until, now);
    case denial_kind::user:
        return out.user(who.user, until);
    case denial_kind::membership:
        return out.member(who.user, who.organization, until, now);
    }
    return 0;
}

/// Users stay until somebody lifts them, so nothing but this bounds them.
bool has_room(const auth::deny_list& denials, const denial_subject& who, system_time now)
{
    return who.kind != denial_kind::user || denials.user_count() < auth::deny_list::default_max_entries ||
           denials.denies({}, who.user, now);
}

bool lift(auth::deny_list& denials, const denial_subject& who, system_time now)
{
    switch (who.kind)
    {
    case denial_kind::session:
        return denials.lift_session(who.session, now);
    case denial_kind::user:
        return denials.lift_user(who.user, now);
    case denial_kind::membership:
        return denials.lift_membership(who.user, who.organization, now);
    }
    return false;
}

} // namespace

net::http_response list_denials(const admin_context& context, const admin_request& request)
{
    query_reader in(request.http.query);
    const page_query page = read_page_query(in);
    denial_query query;
    query.limit = page.limit;
    if (const std::string kind = in.text("kind"); !kind.empty())
        if (query.kind = denial_kind_named(kind); !query.kind)
            in.refuse("the parameter kind must be session, user or membership");
    if (!page.after.empty())
        if (query.after = from_cursor(page.after); !query.after)
            in.refuse("the parameter after must be what the page before gave as next");
    if (const std::string mistake = in.mistake(); !mistake.empty())
        return problem_answer(400, mistake);

    const denial_page found = list_of(context.denials, query, context.now());
    return list_answer(
        "denials", found.denials, found.next ? to_cursor(*found.next) : std::string(), append_denial);
}

net::http_response add_denial(const admin_context& context, const admin_request& request)
{
    const auto body = parse_admin_body(
        request.http, {"kind", "session", "user", "organization", "until", "duration", "forever"});
    if (const auto* refusal = std::get_if<net::http_response>(&body))
        return *refusal;
    request_problems problems;
    request_reader in(request.http.body, std::get<boost::json::value>(body).get_object(), problems);
    const system_time now = context.now();
    std::string mistake;
    const auto who = read_subject(in, mistake);
    const auto term = who ? read_term(in, who->kind, now, mistake) : std::nullopt;
    if (!problems.malformed.empty())
        return problem_answer(400, problems.malformed);
    if (!term)
        return problem_answer(400, mistake);

    if (!has_room(context.denials, *who, now))
        return problem_answer(503, "The list of denied users is full: lift some of them.");

    const std::size_t connections = deny(context, *who, *term, now);
    log_denial(request.key, *who, connections);
    std::string json;
    {
        object_writer out(json);
        append_subject(out, *who);
        append_until(out, term->until);
        out.number_always("connections", connections);
    }
    return net::json_response(200, std::move(json));
}

net::http_response lift_denial(const admin_context& context, const admin_request& request)
{
    query_reader in(request.http.query);
    std::string mistake;
    const auto who = read_subject(in, mistake);
    if (const std::string first = in.mistake(); !first.empty())
        return problem_answer(400, first);
    if (!who)
        return problem_answer(400, mistake);

    const system_time now = context.now();
    if (!lift(context.denials, *who, now))
    {
        if (who->kind == denial_kind::user && context.denials.denies({}, who->user, now))
            return problem_answer(409, "The user was deleted, which is for good.");
        return problem_answer(404, "There is no such denial.");
    }
    log_lift(request.key, *who);
    std::string json;
    {
        object_writer out(json);
        append_subject(out, *who);
    }
    return net::json_response(200, std::move(json));
}

} // namespace ws::server
