#include "support/test_data.hpp"
#include "unit/server/webhook_fixture.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <sstream>

namespace ws::server
{
namespace
{

namespace json = boost::json;
using webhook::verdict;

std::vector<net::http_header> headers_of(const json::value& c)
{
    std::vector<net::http_header> headers;
    for (const json::value& h : c.at("headers").as_array())
        headers.push_back({std::string(h.at(0).as_string()), std::string(h.at(1).as_string())});
    return headers;
}

std::string body_of(const json::value& c)
{
    if (const json::value* body = c.as_object().if_contains("body"))
        return std::string(body->as_string());
    return codec::base64_decode(c.at("body_b64").as_string()).value();
}

/// One server for one delivery: its provider's events have no effect, so that one that
/// verifies, has an id and is new ends as `failed`.
class delivery_case : public test::webhook_fixture
{
public:
    explicit delivery_case(const json::value& c) : case_(c)
    {
        now = system_time{std::chrono::seconds(c.at("now").to_number<std::int64_t>())};
        webhook::provider_options checks;
        checks.used = webhook::parse_scheme(c.at("scheme").as_string()).value();
        const json::object& config = c.at("config").as_object();
        if (const json::value* secrets = config.if_contains("secrets"))
            for (const json::value& s : secrets->as_array())
                checks.secrets.emplace_back(std::string_view(s.as_string()));
        if (const json::value* keys = config.if_contains("public_keys"))
            for (const json::value& k : keys->as_array())
                checks.public_keys.emplace_back(k.as_string());
        if (const json::value* user = config.if_contains("fal_user_id"))
            checks.fal_user_id = user->as_string();
        if (const json::value* jwks = config.if_contains("jwks"))
            published_keys = json::serialize(test::read_json("webhooks/" + std::string(jwks->as_string())));
        add_provider("sender", std::move(checks), 1024 * 1024);
    }

    void check()
    {
        const auto answer = post("sender", headers_of(case_), body_of(case_));
        const json::object& expected = case_.at("expect").as_object();
        std::vector<verdict> ends = ends_of_the_verified(expected.contains("json"));
        if (!expected.at("ok").as_bool())
            ends = {named(expected.at("reason").as_string())};
        std::uint64_t found = 0;
        for (const verdict v : ends)
            found += count("sender", v);
        EXPECT_EQ(found, 1U) << "answered with " << answer.status;
        TearDown();
    }

    void TestBody() override {}

private:
    /// fal's are of jobs that nobody registered; a shared secret needs an id of its own.
    static std::vector<verdict> ends_of_the_verified(bool is_no_json)
    {
        if (is_no_json)
            return {verdict::invalid_json};
        return {verdict::failed, verdict::unknown_job, verdict::missing_id, verdict::ignored};
    }

    static verdict named(std::string_view name)
    {
        for (std::size_t i = 0; i < webhook::verdict_count; ++i)
            if (to_string(static_cast<verdict>(i)) == name)
                return static_cast<verdict>(i);
        throw std::logic_error("no verdict " + std::string(name));
    }

    const json::value& case_;
};

TEST(WebhookCases, EveryVector_EndsAsExpectedBehindItsRoute)
{
    const auto cases = test::read_json("webhooks/cases.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 119U);
    for (const json::value& c : cases)
    {
        SCOPED_TRACE(std::string(c.at("id").as_string()) + ": " + std::string(c.at("text").as_string()));
        delivery_case(c).check();
    }
}

/// "user.updated banned=true updated_at=20" as the body that Clerk would send.
std::string clerk_body(std::string_view words)
{
    std::istringstream in{std::string(words)};
    std::string type;
    in >> type;
    json::object data{{"id", "user_1"}};
    for (std::string pair; in >> pair;)
    {
        const auto equals = pair.find('=');
        const auto value = pair.substr(equals + 1);
        if (value == "true" || value == "false")
            data[pair.substr(0, equals)] = value == "true";
        else
            data[pair.substr(0, equals)] = std::stoll(value);
    }
    return json::serialize(json::object{{"type", type}, {"data", data}});
}

/// One server for one sequence. Bodies "A" and "B" are news of a job, which fail while it
/// is not registered; events are Clerk's.
class delivery_sequence : public test::webhook_fixture
{
public:
    delivery_sequence()
    {
        namespaces["log"].history_ttl = std::chrono::hours(100);
        add_standard_provider("clerk");
        add_standard_provider("replicate");
    }

    void check(const json::array& steps)
    {
        for (const json::value& step : steps)
            check(step.as_object());
        TearDown();
    }

    void TestBody() override {}

private:
    struct result
    {
        unsigned status = 0;
        bool effect = false;
    };

    void check(const json::object& step)
    {
        pass_to(std::chrono::seconds(step.at("at").to_number<std::int64_t>()));
        if (!step.contains("processing_fails"))
            test::run(io, jobs->add({"replicate", "job"}, {"anna", "log:job", std::chrono::hours(72)}));
        const json::value* copies = step.if_contains("concurrent");
        std::int64_t effects = 0;
        for (std::int64_t i = 0; i < (copies != nullptr ? copies->as_int64() : 1); ++i)
        {
            const result got = receive(step);
            effects += got.effect ? 1 : 0;
            if (copies == nullptr)
            {
                EXPECT_EQ(got.status, step.at("status").to_number<unsigned>()) << step;
                EXPECT_EQ(got.effect, step.at("effect").as_bool()) << step;
            }
        }
        if (copies != nullptr)
        {
            EXPECT_EQ(effects, step.at("total_effects").as_int64());
        }
    }

    result receive(const json::object& step)
    {
        const bool is_event = step.contains("event");
        const std::string body = is_event ? clerk_body(step.at("event").as_string())
                                          : R"({"id":"job","status":"processing","logs":")" +
                                                std::string(step.at("body").as_string()) + "\"}";
        const std::string key =
            step.contains("bad_signature") ? "another-secret-of-32-bytes-aaaaa" : hmac_key;
        const auto before = state();
        const auto answer = post(
            is_event ? "clerk" : "replicate", signature(std::string(step.at("id").as_string()), body, key),
            body);
        return {answer.status, state() != before};
    }

    /// What deliveries change: how much was published, and whether the user is denied.
    std::pair<std::uint64_t, bool> state()
    {
        const auto stream = test::run(io, node().history("log:job", {}));
        return {stream->position.offset, denials.denies("", "user_1", now)};
    }

    /// In one step: nothing here is due in between.
    void pass_to(std::chrono::seconds since_start)
    {
        const auto later = steady_start + since_start;
        now += later - steady_now;
        steady_now = later;
        wheel.advance(steady_now);
        settle();
    }
};

TEST(WebhookCases, EverySequence_HasItsEffectsBehindItsRoutes)
{
    const auto sequences = test::read_json("webhooks/sequences.json").at("sequences").as_array();
    ASSERT_EQ(sequences.size(), 8U);
    for (const json::value& sequence : sequences)
    {
        SCOPED_TRACE(std::string(sequence.at("id").as_string()));
        delivery_sequence().check(sequence.at("steps").as_array());
    }
}

} // namespace
} // namespace ws::server
