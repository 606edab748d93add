#include "server/at_once.hpp"
#include "server/dev_webhook.hpp"
#include "support/run_task.hpp"

#include <ws/webhook/clerk_event.hpp>
#include <ws/webhook/provider.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <vector>

namespace ws::server
{
namespace
{

const system_time now{std::chrono::milliseconds(1'700'000'000'123)};

webhook::clerk_event event_of(std::string_view request)
{
    std::string why;
    const auto body = clerk_event_body(request, "ins_x", now, why);
    EXPECT_TRUE(body) << request << ": " << why;
    return webhook::read_clerk_event(boost::json::parse(body ? *body : "{}"), "ins_x");
}

template <class Action>
Action action_of(std::string_view request)
{
    const auto event = event_of(request);
    EXPECT_FALSE(event.ignored) << request;
    EXPECT_EQ(event.order.record, 1'700'000'000'123) << request;
    return std::get<Action>(event.action);
}

TEST(DevClerkEvent, ShortForms_SayWhatClerksEventsSay)
{
    const auto session =
        action_of<webhook::session_ended>(R"({"type":"session.revoked","session":"sess_1","user":"anna"})");
    EXPECT_EQ(session.session_id + ' ' + session.user_id, "sess_1 anna");
    EXPECT_EQ(action_of<webhook::user_deleted>(R"({"type":"user.deleted","user":"anna"})").user_id, "anna");
    EXPECT_EQ(
        action_of<webhook::user_banned>(R"({"type":"user.updated","user":"anna","banned":true})").user_id,
        "anna");
    EXPECT_EQ(
        action_of<webhook::user_unbanned>(R"({"type":"user.updated","user":"anna","banned":false})").user_id,
        "anna");
    const auto left = action_of<webhook::membership_deleted>(
        R"({"type":"organizationMembership.deleted","user":"anna","organization":"org_1"})");
    EXPECT_EQ(left.user_id + ' ' + left.organization_id, "anna org_1");
    const auto changed = action_of<webhook::membership_updated>(
        R"({"type":"organizationMembership.updated","user":"anna","organization":"org_1","role":"org:admin"})");
    EXPECT_EQ(changed.user_id + ' ' + changed.organization_id + ' ' + changed.role, "anna org_1 org:admin");
    EXPECT_EQ(
        action_of<webhook::organization_deleted>(R"({"type":"organization.deleted","organization":"org_1"})")
            .organization_id,
        "org_1");
    EXPECT_EQ(
        std::get<webhook::role_changed>(event_of(R"({"type":"role.updated","role":"org:admin"})").action).key,
        "org:admin");
    EXPECT_EQ(
        std::get<webhook::permission_changed>(
            event_of(R"({"type":"permission.deleted","permission":"org:a:b"})").action)
            .key,
        "org:a:b");
}

TEST(DevClerkEvent, GivenData_IsTakenAsItIs)
{
    const auto event =
        event_of(R"({"type":"session.ended","data":{"object":"session","id":"sess_2","user_id":"bob"}})");
    EXPECT_EQ(std::get<webhook::session_ended>(event.action).session_id, "sess_2");
    EXPECT_TRUE(event_of(R"({"type":"waitlistEntry.created","data":{}})").ignored);
}

TEST(DevClerkEvent, WhatIsNoEvent_IsTold)
{
    for (const char* request :
         {"", "[]", "{}", R"({"type":1})", R"({"type":"session.revoked","session":1})",
          R"({"type":"waitlistEntry.created"})", R"({"type":"x"})",
          R"({"type":"user.updated","user":"a","banned":"yes"})"})
    {
        std::string why;
        EXPECT_FALSE(clerk_event_body(request, "ins_x", now, why)) << request;
        EXPECT_FALSE(why.empty()) << request;
    }
}

class DevClerk : public testing::Test
{
protected:
    DevClerk()
    {
        webhook_provider_settings clerk;
        clerk.name = "clerk";
        clerk.options.used = webhook::scheme::standard;
        clerk.options.secrets = {
            secret("whsec_" + std::string(32, 'A')), secret("whsec_" + std::string(32, 'B'))};
        settings_.providers = {clerk};

        net::http_route route;
        route.method = "POST";
        route.path = "/webhooks/clerk";
        route.handle = [this](const net::http_request& request)
        {
            received_.push_back(request);
            return at_once(net::json_response(202, R"({"ok":true})"));
        };
        table_.add(std::move(route));
    }

    net::http_response deliver(std::string body)
    {
        net::http_request request;
        request.body = std::move(body);
        const dev_clerk clerk(table_, settings_, "ins_x");
        return test::run(io_, clerk.deliver(request, now));
    }

    net::asio::io_context io_{1};
    webhook_settings settings_;
    net::router table_;
    std::vector<net::http_request> received_;
};

TEST_F(DevClerk, Delivery_IsSignedAsClerksAndItsAnswerReported)
{
    const auto answer = deliver(R"({"type":"user.deleted","user":"anna"})");
    EXPECT_EQ(answer.status, 200U);
    const auto report = boost::json::parse(answer.body).as_object();
    EXPECT_EQ(report.at("status").as_int64(), 202);
    EXPECT_EQ(report.at("answer").as_string(), R"({"ok":true})");
    EXPECT_EQ(report.at("event").at("type").as_string(), "user.deleted");

    ASSERT_EQ(received_.size(), 1U);
    const net::http_request& delivery = received_[0];
    EXPECT_EQ(report.at("id").as_string(), delivery.header("svix-id").value());
    std::vector<webhook::header_view> headers;
    for (const net::http_header& header : delivery.headers)
        headers.push_back({header.name, header.value});
    const webhook::provider verifier(settings_.providers[0].options);
    const auto checked = verifier.verify({headers, delivery.body, now});
    EXPECT_EQ(checked.outcome, webhook::verdict::ok);
    EXPECT_TRUE(checked.body_signed);
}

TEST_F(DevClerk, EveryDelivery_HasAnIdOfItsOwn)
{
    deliver(R"({"type":"user.deleted","user":"anna"})");
    deliver(R"({"type":"user.deleted","user":"anna"})");
    ASSERT_EQ(received_.size(), 2U);
    EXPECT_NE(received_[0].header("svix-id"), received_[1].header("svix-id"));
}

TEST_F(DevClerk, MistakesAndMissingSecrets_DeliverNothing)
{
    EXPECT_EQ(deliver("{}").status, 400U);
    settings_.providers[0].options.secrets.clear();
    EXPECT_EQ(deliver(R"({"type":"user.deleted","user":"anna"})").status, 409U);
    EXPECT_TRUE(received_.empty());
}

} // namespace
} // namespace ws::server
