#include "deliveries.hpp"
#include "support/webhook_vectors.hpp"

#include <ws/webhook/answer.hpp>
#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/delivery_register.hpp>
#include <ws/webhook/event_identity.hpp>
#include <ws/webhook/order_guard.hpp>
#include <ws/webhook/verified_body.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace ws::webhook;
namespace json = boost::json;

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
        const std::string body = is_event ? ws::test::event_body_of(step.at("event").as_string())
                                          : std::string(step.at("body").as_string());
        auto sent = ws::test::standard_delivery(
            body, step.at("id").as_string(), ws::test::now_seconds + signed_at(step).count(),
            ws::test::is_set(step, "bad_signature") ? "another-secret-of-32-bytes-aaaaa"
                                                    : ws::test::hmac_key);
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
    /// Every attempt is signed when it is sent, unless the step says that it is a copy.
    std::chrono::seconds signed_at(const json::object& step)
    {
        const auto first =
            first_attempts_.try_emplace(std::string(step.at("id").as_string()), seconds_).first;
        const auto* fresh = step.if_contains("fresh_timestamp");
        return fresh == nullptr || fresh->as_bool() ? seconds_ : first->second;
    }

    verdict act(const json::object& step, const std::string& body, bool& effect)
    {
        if (ws::test::is_set(step, "processing_fails"))
            return verdict::failed;
        effect = true;
        if (!step.contains("event"))
            return verdict::ok;
        const clerk_event event = read_clerk_event(*parse_body(body));
        effect = guard_.admits(event.entity, event.order, event.final, steady_now());
        if (effect)
            guard_.record(event.entity, event.order, event.final, steady_now());
        return verdict::ok;
    }

    [[nodiscard]] ws::steady_time steady_now() const { return ws::steady_time(seconds_); }

    std::chrono::seconds seconds_{0};
    std::map<std::string, std::chrono::seconds> first_attempts_;
    provider provider_ = ws::test::make_provider(scheme::standard, {ws::test::whsec});
    std::unique_ptr<delivery_store> store_ = make_memory_delivery_store([this] { return steady_now(); });
    delivery_register register_{*store_, [this] { return steady_now(); }};
    order_guard guard_;
    std::vector<delivery_claim> open_;
};

void check_step(receiver& server, const json::object& step)
{
    ws::test::expect_step(step);
    server.advance_to(step.at("at").to_number<std::int64_t>());
    if (const json::value* copies = step.if_contains("concurrent"))
    {
        std::int64_t effects = 0;
        for (std::int64_t i = 0; i < copies->to_number<std::int64_t>(); ++i)
        {
            const auto got = server.receive(step, true);
            effects += got.effect ? 1 : 0;
            EXPECT_EQ(got.status, got.effect ? 200U : 503U);
        }
        EXPECT_EQ(effects, step.at("total_effects").to_number<std::int64_t>());
        return;
    }
    const auto got = server.receive(step);
    EXPECT_EQ(got.status, step.at("status").to_number<unsigned>()) << step;
    EXPECT_EQ(got.effect, step.at("effect").as_bool()) << step;
}

TEST(SequenceCases, EveryVector_HasItsEffects)
{
    const auto check = [](const json::value& sequence)
    {
        ws::test::expect_members(sequence.as_object(), {"id", "steps", "note"});
        receiver server;
        for (const json::value& step : sequence.at("steps").as_array())
            check_step(server, step.as_object());
    };
    ws::test::for_each_vector(ws::test::read_webhook_sequences(), check);
}

} // namespace
