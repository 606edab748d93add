#include "require.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>
#include <ws/codec/strict_json.hpp>
#include <ws/webhook/app_event.hpp>
#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/job_event.hpp>
#include <ws/webhook/provider.hpp>
#include <ws/webhook/signing_secret.hpp>
#include <ws/webhook/verified_body.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::webhook;

const ws::system_time now{std::chrono::seconds(1'893'456'000)};
const std::string key = "fuzzing-secret-of-32-bytes-okay!"; // the seeds are signed with it

constexpr std::array<scheme, 5> schemes{
    scheme::standard, scheme::github, scheme::stripe, scheme::shared_secret, scheme::fal};

provider make_provider(scheme used)
{
    provider_options options;
    options.used = used;
    if (used == scheme::standard)
    {
        options.secrets.emplace_back("whsec_" + ws::codec::base64_encode(key));
        options.public_keys.push_back("whpk_" + ws::codec::base64_encode(key));
    }
    else if (used != scheme::fal)
        options.secrets.emplace_back(key);
    provider made(std::move(options));
    if (used == scheme::fal)
        made.use_fal_keys(std::make_shared<const fal_keys>(
            fal_keys{ws::codec::ed25519_public_key::from_bytes(key).value()}));
    return made;
}

const provider& provider_for(scheme used)
{
    static const std::array<provider, 5> providers{
        make_provider(schemes[0]), make_provider(schemes[1]), make_provider(schemes[2]),
        make_provider(schemes[3]), make_provider(schemes[4])};
    return providers[static_cast<std::size_t>(used)];
}

/// Lines "name:value" up to an empty one, then the body.
struct parsed_input
{
    std::vector<header_view> headers;
    std::string_view body;
};

parsed_input parse_input(std::string_view input)
{
    parsed_input parsed;
    while (!input.empty())
    {
        const std::size_t end = std::min(input.find('\n'), input.size());
        const std::string_view line = input.substr(0, end);
        input.remove_prefix(std::min(end + 1, input.size()));
        if (line.empty())
            break;
        const std::size_t colon = std::min(line.find(':'), line.size());
        parsed.headers.push_back({line.substr(0, colon), line.substr(std::min(colon + 1, line.size()))});
    }
    parsed.body = input;
    return parsed;
}

void check_id(std::string_view id)
{
    require(!id.empty() && id.size() <= max_event_id_bytes, "a key is short");
    require(id.find('\0') == std::string_view::npos, "a key can be joined with its provider's name");
}

void check_job(const ws::result<job_event>& event)
{
    if (!event)
        return;
    check_id(event->job_id);
    require(event->outputs.size() <= max_job_outputs, "outputs are few");
    for (const std::string& url : event->outputs)
        require(is_public_https_url(url), "outputs are public");
    const std::string json = to_json(*event);
    require(json.size() < 64 * 1024, "a job event is small");
    require(ws::codec::parse_strict_json(json).has_value(), "a job event is JSON");
}

void check_body(std::string_view body, const boost::json::value& parsed)
{
    const clerk_event clerk = read_clerk_event(parsed);
    require(
        !clerk.ignored || (std::holds_alternative<std::monostate>(clerk.action) && clerk.entity.empty()),
        "what is ignored does nothing");
    check_job(read_replicate_event(parsed));
    check_job(read_fal_event(parsed));
    if (const auto event = read_app_event(body, parsed))
    {
        require(!event->channel.empty() && event->channel.size() <= max_channel_bytes, "a channel is short");
        const ws::codec::json_limits limits{32, 200'000, 1'000};
        require(ws::codec::parse_strict_json(event->data, limits).has_value(), "data is JSON");
        require(event->data.find_first_of("\r\n") == std::string::npos, "data is one line");
    }
}

void check_delivery(scheme used, const delivery_request& request)
{
    const verification checked = provider_for(used).verify(request);
    if (checked.outcome != verdict::ok)
        return;
    if (checked.age)
        require(
            *checked.age <= default_tolerance && -*checked.age <= default_tolerance,
            "what verifies is of our time");
    const auto body = parse_body(request.body);
    if (!body)
        return;
    const event_identity identity = identify(used, checked, request, *body);
    require((identity.outcome == verdict::ok) == !identity.keys.empty(), "an identity has keys");
    for (const std::string& id : identity.keys)
        check_id(id);
    check_body(request.body, *body);
}

/// The body as its sender would sign it: that must verify whatever is in it.
void check_signed(std::string_view body)
{
    const std::string text = "msg_1.1893456000." + std::string(body);
    const auto mac = ws::codec::hmac_sha256(key, text);
    const std::string signature = "v1," + ws::codec::base64_encode(ws::codec::as_view(mac));
    const std::vector<header_view> headers{
        {"webhook-id", "msg_1"}, {"webhook-timestamp", "1893456000"}, {"webhook-signature", signature}};
    for (const scheme used : {scheme::standard, scheme::shared_secret})
    {
        require(
            provider_for(used).verify({headers, body, now}).outcome == verdict::ok,
            "what is rightly signed verifies");
        check_delivery(used, {headers, body, now});
    }
}

void check_configuration(std::string_view text)
{
    std::string why;
    for (const scheme used : schemes)
        if (const auto parsed = parse_signing_secret(used, text, why))
            require(!parsed->key.empty(), "a key is not empty");
    static_cast<void>(parse_public_key(text, why));
    if (const auto keys = parse_fal_keys(text))
        require(!(*keys)->empty() && (*keys)->size() <= max_fal_keys, "a key set has keys, and few");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const parsed_input parsed = parse_input(input);
    for (const scheme used : schemes)
        check_delivery(used, {parsed.headers, parsed.body, now});
    check_signed(parsed.body);
    check_configuration(input);
    if (is_public_https_url(input))
        require(
            input.substr(0, input.find_first_of("/?#", 8)).find('@') == std::string_view::npos,
            "a public URL has no user");
    return 0;
}
