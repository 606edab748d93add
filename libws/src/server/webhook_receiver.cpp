#include "server/webhook_receiver.hpp"

#include "server/app_events.hpp"

#include <ws/base/log.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/webhook/answer.hpp>
#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/verified_body.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>

#include <chrono>
#include <exception>
#include <tuple>
#include <utility>
#include <vector>

namespace ws::server
{
namespace
{

using namespace webhook;

constexpr std::string_view clerk_name = "clerk";
constexpr std::string_view app_name = "app";
constexpr std::string_view replicate_name = "replicate";

/// Beyond it a timestamp, which senders set anew for each attempt, says that a clock is wrong.
constexpr std::chrono::seconds usual_age{60};

/// What the body says it is about, for the log: an event's type, or a job's status.
std::string type_of(const boost::json::value& body)
{
    for (const char* name : {"type", "status"})
        if (const auto* object = body.if_object())
            if (const auto* word = object->if_contains(name); word != nullptr && word->is_string())
                return std::string(word->get_string());
    return {};
}

/// Failures that a stranger can cause, counted against the address.
bool is_chargeable(verdict v)
{
    const unsigned status = answer_to(v).status;
    return status == 400 || status == 401;
}

std::vector<header_view> views_of(const net::http_request& request)
{
    std::vector<header_view> views;
    views.reserve(request.headers.size());
    for (const net::http_header& header : request.headers)
        views.push_back({header.name, header.value});
    return views;
}

/// Waits for what `start(handler)` gives its handler. Completes through the coroutine's executor.
template <class... Values, class Start>
auto told_by(Start start)
{
    auto initiate = [](auto handler, Start begin)
    {
        // A std::function must be copyable, a coroutine's handler is not.
        const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        begin(
            [kept](Values... values)
            {
                auto resume = [kept, ... told = std::move(values)]() mutable
                { std::move (*kept)(std::move(told)...); };
                boost::asio::post(boost::asio::get_associated_executor(*kept), std::move(resume));
            });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<net::executor>, void(Values...)>(
        std::move(initiate), net::use_task, std::move(start));
}

net::http_response response_of(const answer& a)
{
    net::http_response response = net::json_response(a.status, std::string(a.body));
    for (const answer_header& header : a.headers)
        response.headers.push_back({std::string(header.name), header.value});
    return response;
}

} // namespace

webhook_receiver::webhook_receiver(const webhook_settings& settings, webhook_context context)
    : context_(std::move(context)),
      fal_keys_(context_.ex, context_.wheel, context_.outgoing, settings.fal_jwks_url),
      clerk_(
          context_.node, context_.denials, context_.permission_changes, settings.clerk_instance,
          context_.user_namespaces, context_.now, context_.steady_now),
      jobs_(context_.node, context_.jobs, context_.job_tokens, context_.now),
      store_(make_memory_delivery_store(context_.steady_now)), register_(*store_, context_.steady_now)
{
    // Who looks at the counts sees a sender before its first delivery.
    for (const webhook_provider_settings& provider : settings.providers)
        counts_.by_provider[provider.name];
}

std::optional<net::http_response>
webhook_receiver::refuse(webhook_sender& from, const net::http_request& request)
{
    if (context_.ready.is_draining())
        return end(from, request, {verdict::shutting_down});
    if (request.header_count("Origin") > 0)
        return end(from, request, {verdict::origin_refused});
    return std::nullopt;
}

net::task<net::http_response>
webhook_receiver::receive(webhook_sender& from, const net::http_request& request)
{
    finding found;
    try
    {
        found.outcome = co_await judge(from, request, found);
    }
    catch (const std::exception& e)
    {
        // What was claimed is given back: the sender's next attempt is processed.
        log::error("webhook_failed", {{"provider", from.name}, {"error", log::excerpt(e.what(), 200)}});
        found.outcome = verdict::failed;
    }
    co_return end(from, request, found);
}

net::task<verdict>
webhook_receiver::judge(webhook_sender& from, const net::http_request& request, finding& found)
{
    const auto headers = views_of(request);
    const delivery_request arrived{headers, request.body, context_.now()};
    const verification checked = co_await verify(from, arrived);
    found.id = checked.id;
    if (checked.body_signed)
        found.age = checked.age;
    if (checked.outcome != verdict::ok)
        co_return checked.outcome;
    found.verified = true;
    const auto parsed = parse_body(request.body);
    if (!parsed)
        co_return verdict::invalid_json;
    found.type = type_of(*parsed);
    const event_identity event = identify(from.check.used(), checked, arrived, *parsed);
    if (event.outcome != verdict::ok)
        co_return event.outcome;
    found.id = event.keys.front();

    delivery known{from.name, event.keys, codec::sha256(request.body)};
    const auto ask = [&](auto answer) { register_.begin(std::move(known), std::move(answer)); };
    auto [outcome, granted] = co_await told_by<verdict, delivery_claim>(ask);
    if (outcome != verdict::ok)
        co_return outcome;
    outcome = co_await take_effect(from, request, *parsed, found.id);
    if (outcome != verdict::ok && outcome != verdict::ignored)
        co_return outcome;
    const auto keep = [&](auto answer) { granted.complete(std::move(answer)); };
    const auto remembered = co_await told_by<result<>>(keep);
    if (!remembered)
        outcome = verdict::store_unavailable;
    co_return outcome;
}

net::task<verification> webhook_receiver::verify(webhook_sender& from, const delivery_request& arrived)
{
    if (from.check.used() != scheme::fal)
        co_return from.check.verify(arrived);
    const fal_keys_ptr keys = co_await fal_keys_.keys();
    from.check.use_fal_keys(keys);
    verification checked = from.check.verify(arrived);
    if (checked.outcome != verdict::no_matching_signature)
        co_return checked;
    const fal_keys_ptr others = co_await fal_keys_.other_than(keys);
    if (others)
    {
        from.check.use_fal_keys(others);
        checked = from.check.verify(arrived);
    }
    co_return checked;
}

net::task<verdict> webhook_receiver::take_effect(
    const webhook_sender& from, const net::http_request& request, const boost::json::value& parsed,
    const std::string& event_id)
{
    if (from.name == clerk_name)
        co_return co_await clerk_.apply(parsed);
    if (from.name == app_name)
        co_return co_await publish_app_event(context_.node, from.name, request.body, parsed, event_id);
    job_callback about_a_job{from.name, nullptr, parsed, request.query, event_id};
    if (from.check.used() == scheme::fal)
        about_a_job.read = read_fal_event;
    else if (from.name == replicate_name)
        about_a_job.read = read_replicate_event;
    if (about_a_job.read != nullptr)
        co_return co_await jobs_.apply(about_a_job);
    // Proven, but nothing here takes its events: its sender would only repeat them.
    co_return verdict::ignored;
}

net::http_response
webhook_receiver::end(webhook_sender& from, const net::http_request& request, finding found)
{
    raise_alarms(from, found);
    std::optional<std::chrono::seconds> wait;
    if (!found.verified && is_chargeable(found.outcome))
        wait = charge(request);
    if (wait)
        found.outcome = verdict::rate_limited;
    webhook_tally& tally = counts_.by_provider[from.name];
    ++tally[found.outcome];
    if (found.age)
        tally.age.observe(static_cast<double>(found.age->count()));
    const answer told = answer_to(found.outcome, wait.value_or(std::chrono::seconds(1)));
    std::string digest;
    if (!request.body.empty())
        digest = codec::to_hex(codec::as_view(codec::sha256(request.body)));
    log::info(
        "webhook", {{"provider", from.name},
                    {"id", log::excerpt(found.id)},
                    {"type", log::excerpt(found.type)},
                    {"verdict", to_string(found.outcome)},
                    {"status", told.status},
                    {"bytes", request.body.size()},
                    {"sha256", digest}});
    return response_of(told);
}

std::optional<std::chrono::seconds> webhook_receiver::charge(const net::http_request& request)
{
    const auto address = context_.front.address_of(request);
    const auto wait = context_.front.by_address.wait_if_spent(address_limit::webhook, address);
    if (!wait)
        context_.front.by_address.charge(address_limit::webhook, address);
    return wait;
}

void webhook_receiver::raise_alarms(webhook_sender& from, const finding& found)
{
    // A wrong secret uses the sender's attempts up quietly.
    if (found.outcome == verdict::no_matching_signature && from.wrong_signatures.note(context_.steady_now()))
        log::error(
            "webhook_alarm", {{"provider", from.name},
                              {"alarm", "wrong_signatures"},
                              {"mend", "compare the provider's signing secret with the configured one"}});
    const bool is_far = found.age && std::chrono::abs(*found.age) > usual_age;
    if (is_far && from.far_timestamps.note(context_.steady_now()))
        log::error(
            "webhook_alarm", {{"provider", from.name},
                              {"alarm", "clock"},
                              {"age_seconds", found.age->count()},
                              {"mend", "check this machine's clock"}});
}

} // namespace ws::server
