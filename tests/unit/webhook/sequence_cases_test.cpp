#include "deliveries.hpp"
#include "support/test_data.hpp"

#include <ws/webhook/answer.hpp>
#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/delivery_register.hpp>
#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/order_guard.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

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

/// One server for one sequence: verify, claim, guard the order, act, remember.
class receiver
{
public:
    struct result
    {
        unsigned status = 0;
        bool effect = false;
    };

    void advance_to(std::int64_t seconds) { seconds_ = std::chrono::seconds(seconds); }

    result receive(const json::object& step, bool keep_open = false)
    {
        const bool is_event = step.contains("event");
        const std::string body =
            is_event ? clerk_body(step.at("event").as_string()) : std::string(step.at("body").as_string());
        auto sent = ws::test::standard_delivery(
            body, step.at("id").as_string(), ws::test::now_seconds + seconds_.count(),
            step.contains("bad_signature") ? "another-secret-of-32-bytes-aaaaa" : ws::test::hmac_key);
        sent.at = ws::test::now + seconds_;
        const verification checked = sent.to(provider_);
        if (checked.outcome != verdict::ok)
            return {answer_to(checked.outcome).status, false};

        result answered;
        const event_identity identity =
            identify(scheme::standard, checked, {{}, body, sent.at}, json::value());
        register_.begin(
            {"clerk", identity.keys, ws::codec::sha256(body)},
            [&](verdict outcome, delivery_claim claim)
            {
                if (outcome == verdict::ok)
                    outcome = act(step, body, answered.effect);
                if (outcome == verdict::ok && !keep_open)
                    claim.complete([](const ws::result<>& remembered) { EXPECT_TRUE(remembered); });
                else if (outcome == verdict::ok)
                    open_.push_back(std::move(claim));
                answered.status = answer_to(outcome).status;
            });
        return answered;
    }

private:
    verdict act(const json::object& step, const std::string& body, bool& effect)
    {
        if (step.contains("processing_fails"))
            return verdict::failed;
        effect = true;
        if (!step.contains("event"))
            return verdict::ok;
        const clerk_event event = read_clerk_event(*parse_body(body));
        effect = guard_.admits(event.entity, event.order, steady_now());
        if (effect)
            guard_.record(event.entity, event.order, event.final, steady_now());
        return verdict::ok;
    }

    [[nodiscard]] ws::steady_time steady_now() const { return ws::steady_time(seconds_); }

    std::chrono::seconds seconds_{0};
    provider provider_ = ws::test::make_provider(scheme::standard, {ws::test::whsec});
    std::unique_ptr<delivery_store> store_ = make_memory_delivery_store([this] { return steady_now(); });
    delivery_register register_{*store_, [this] { return steady_now(); }};
    order_guard guard_;
    std::vector<delivery_claim> open_;
};

void check_step(receiver& server, const json::object& step)
{
    server.advance_to(step.at("at").to_number<std::int64_t>());
    if (const json::value* copies = step.if_contains("concurrent"))
    {
        std::int64_t effects = 0;
        for (std::int64_t i = 0; i < copies->as_int64(); ++i)
        {
            const auto got = server.receive(step, true);
            effects += got.effect ? 1 : 0;
            EXPECT_EQ(got.status, got.effect ? 200U : 503U);
        }
        EXPECT_EQ(effects, step.at("total_effects").as_int64());
        return;
    }
    const auto got = server.receive(step);
    EXPECT_EQ(got.status, step.at("status").to_number<unsigned>()) << step;
    EXPECT_EQ(got.effect, step.at("effect").as_bool()) << step;
}

TEST(SequenceCases, EveryVector_HasItsEffects)
{
    const auto sequences = ws::test::read_json("webhooks/sequences.json").at("sequences").as_array();
    ASSERT_EQ(sequences.size(), 8U);
    for (const json::value& sequence : sequences)
    {
        SCOPED_TRACE(std::string(sequence.at("id").as_string()));
        receiver server;
        for (const json::value& step : sequence.at("steps").as_array())
            check_step(server, step.as_object());
    }
}

} // namespace
