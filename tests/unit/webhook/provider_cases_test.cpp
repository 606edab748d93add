#include "support/test_data.hpp"

#include <ws/codec/base64.hpp>
#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/provider.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

provider provider_of(const json::value& c)
{
    provider_options options;
    options.used = parse_scheme(c.at("scheme").as_string()).value();
    const json::object& config = c.at("config").as_object();
    if (const json::value* secrets = config.if_contains("secrets"))
        for (const json::value& s : secrets->as_array())
            options.secrets.emplace_back(std::string_view(s.as_string()));
    if (const json::value* keys = config.if_contains("public_keys"))
        for (const json::value& k : keys->as_array())
            options.public_keys.emplace_back(k.as_string());
    if (const json::value* user = config.if_contains("fal_user_id"))
        options.fal_user_id = user->as_string();
    options_report report;
    provider p(std::move(options), &report);
    EXPECT_TRUE(report.problems.empty()) << c.at("id");
    if (const json::value* jwks = config.if_contains("jwks"))
        p.use_fal_keys(
            parse_fal_keys(json::serialize(ws::test::read_json("webhooks/" + std::string(jwks->as_string()))))
                .value());
    return p;
}

std::string body_of(const json::value& c)
{
    if (const json::value* body = c.as_object().if_contains("body"))
        return std::string(body->as_string());
    return ws::codec::base64_decode(c.at("body_b64").as_string()).value();
}

void check(const json::value& c)
{
    std::vector<header_view> headers;
    for (const json::value& h : c.at("headers").as_array())
        headers.push_back({h.at(0).as_string(), h.at(1).as_string()});
    const std::string body = body_of(c);
    const ws::system_time now{std::chrono::seconds(c.at("now").to_number<std::int64_t>())};

    const verification checked = provider_of(c).verify({headers, body, now});

    const json::object& expected = c.at("expect").as_object();
    const std::string reason(expected.at("ok").as_bool() ? "ok" : expected.at("reason").as_string().c_str());
    EXPECT_EQ(to_string(checked.outcome), reason);
    if (const json::value* id = expected.if_contains("event_id"))
    {
        EXPECT_EQ(checked.id, id->as_string());
    }
    if (checked.outcome == verdict::ok)
    {
        EXPECT_EQ(parse_body(body).has_value(), !expected.contains("json"));
    }
}

TEST(ProviderCases, EveryVector_GivesTheExpectedVerdict)
{
    const auto cases = ws::test::read_json("webhooks/cases.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 119U);
    for (const json::value& c : cases)
    {
        SCOPED_TRACE(std::string(c.at("id").as_string()) + ": " + std::string(c.at("text").as_string()));
        check(c);
    }
}

} // namespace
