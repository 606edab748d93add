#include "support/webhook_vectors.hpp"

#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/provider.hpp>
#include <ws/webhook/verified_body.hpp>

#include <string>
#include <vector>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

provider provider_of(const json::value& c)
{
    options_report report;
    provider p(ws::test::options_of_delivery(c), &report);
    EXPECT_TRUE(report.problems.empty() || !p.is_configured());
    if (const std::string keys = ws::test::fal_key_set_of(c); !keys.empty())
        p.use_fal_keys(parse_fal_keys(keys).value());
    return p;
}

void check(const json::value& c)
{
    ws::test::expect_webhook_case(c);
    const auto sent = ws::test::headers_of_delivery(c);
    std::vector<header_view> headers;
    for (const auto& [name, value] : sent)
        headers.push_back({name, value});
    const std::string body = ws::test::body_of_delivery(c);

    const verification checked = provider_of(c).verify({headers, body, ws::test::time_of(c.at("now"))});

    const json::object& expected = c.at("expect").as_object();
    const std::string reason(expected.at("ok").as_bool() ? "ok" : expected.at("reason").as_string().c_str());
    EXPECT_EQ(to_string(checked.outcome), reason);
    if (const json::value* id = expected.if_contains("event_id"))
    {
        EXPECT_EQ(checked.id, id->as_string());
    }
    if (checked.outcome == verdict::ok)
    {
        EXPECT_EQ(parse_body(body).has_value(), ws::test::is_json(expected));
    }
}

TEST(ProviderCases, EveryVector_GivesTheExpectedVerdict)
{
    ws::test::for_each_vector(ws::test::read_webhook_cases(), check);
}

} // namespace
