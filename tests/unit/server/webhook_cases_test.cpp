#include "support/webhook_vectors.hpp"
#include "unit/server/webhook_fixture.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace ws::server
{
namespace
{

namespace json = boost::json;
using webhook::verdict;

std::vector<net::http_header> headers_of(const json::value& c)
{
    std::vector<net::http_header> headers;
    for (auto& [name, value] : test::headers_of_delivery(c))
        headers.push_back({std::move(name), std::move(value)});
    return headers;
}

/// One server for one delivery. Its provider is one whose events nothing takes, so one that
/// verifies and has an id ends as `ignored`, unless the scheme itself is of jobs.
class delivery_case : public test::webhook_fixture
{
public:
    explicit delivery_case(const json::value& c) : case_(c)
    {
        test::expect_webhook_case(c);
        now = test::time_of(c.at("now"));
        published_keys = test::fal_key_set_of(c);
        add_provider("sender", test::options_of_delivery(c), 1024 * 1024);
    }

    void check()
    {
        const auto answer = post("sender", headers_of(case_), test::body_of_delivery(case_));
        const json::object& expected = case_.at("expect").as_object();
        const verdict end = expected.at("ok").as_bool() ? end_of_verified(test::is_json(expected))
                                                        : named(expected.at("reason").as_string());
        EXPECT_EQ(count("sender", end), 1U) << to_string(end) << ", answered with " << answer.status;
        TearDown();
    }

    void TestBody() override {}

private:
    /// fal's are of jobs, which nobody registered; those with a shared secret name no event.
    [[nodiscard]] verdict end_of_verified(bool is_json) const
    {
        if (!is_json)
            return verdict::invalid_json;
        const std::string_view scheme = case_.at("scheme").as_string();
        if (scheme == "fal")
            return verdict::unknown_job;
        return scheme == "shared-secret" ? verdict::missing_id : verdict::ignored;
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
    test::for_each_vector(test::read_webhook_cases(), [](const json::value& c) { delivery_case(c).check(); });
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
        test::expect_step(step);
        pass_to(std::chrono::seconds(step.at("at").to_number<std::int64_t>()));
        if (!test::is_set(step, "processing_fails"))
            test::run(io, jobs->add({"replicate", "job"}, {"anna", "log:job", std::chrono::hours(72)}));
        const json::value* copies = step.if_contains("concurrent");
        std::int64_t effects = 0;
        for (std::int64_t i = 0; i < (copies != nullptr ? copies->to_number<std::int64_t>() : 1); ++i)
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
            EXPECT_EQ(effects, step.at("total_effects").to_number<std::int64_t>());
        }
    }

    result receive(const json::object& step)
    {
        const std::string id(step.at("id").as_string());
        const bool is_event = step.contains("event");
        const std::string body =
            is_event ? test::event_body_of(step.at("event").as_string()) : news_of_job(step);
        const std::string key =
            test::is_set(step, "bad_signature") ? "another-secret-of-32-bytes-aaaaa" : hmac_key;
        const auto before = state(step);
        const auto answer = post(is_event ? "clerk" : "replicate", signed_for(step, id, body, key), body);
        return {answer.status, state(step) != before};
    }

    static std::string news_of_job(const json::object& step)
    {
        const json::object news{{"id", "job"}, {"status", "processing"}, {"logs", step.at("body")}};
        return json::serialize(news);
    }

    /// Every attempt is signed when it is sent, unless the step says that it is a copy.
    std::vector<net::http_header>
    signed_for(const json::object& step, const std::string& id, const std::string& body, std::string_view key)
    {
        auto headers = signature(id, body, key);
        const auto first = first_attempts_.try_emplace(id, headers).first;
        const auto* fresh = step.if_contains("fresh_timestamp");
        return fresh == nullptr || fresh->as_bool() ? headers : first->second;
    }

    /// What deliveries change: how much was published, how many events were acted on, and
    /// whether their user or session is denied.
    using traces = std::tuple<std::uint64_t, std::ptrdiff_t, bool>;

    traces state(const json::object& step)
    {
        const auto stream = test::run(io, node().history("log:job", {}));
        const auto acted = std::count_if(
            log_lines.begin(), log_lines.end(),
            [](const std::string& line) { return line.find(R"("clerk_event")") != std::string::npos; });
        const auto* event = step.if_contains("event");
        if (event == nullptr)
            return {stream->position.offset, acted, false};
        const auto data = test::event_data_of(event->as_string());
        const std::string id(data.at("id").as_string());
        return {stream->position.offset, acted, denials.denies(id, id, now)};
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

    std::map<std::string, std::vector<net::http_header>> first_attempts_;
};

TEST(WebhookCases, EverySequence_HasItsEffectsBehindItsRoutes)
{
    const auto check = [](const json::value& sequence)
    {
        test::expect_members(sequence.as_object(), {"id", "steps", "note"});
        delivery_sequence().check(sequence.at("steps").as_array());
    };
    test::for_each_vector(test::read_webhook_sequences(), check);
}

} // namespace
} // namespace ws::server
