#include "server/webhook_publish.hpp"
#include "unit/server/webhook_fixture.hpp"

#include <set>
#include <string>

namespace ws::server
{
namespace
{

using webhook::verdict;

TEST(PublicationKey, EventsOfEveryProvider_HaveKeysOfTheirOwn)
{
    const std::string long_id(256, 'x');
    std::set<std::string> keys{"event-1", "app:event-1"}; // a backend's own
    const std::pair<const char*, std::string> events[] = {
        {"app", "event-1"},
        {"clerk", "event-1"},
        {"app", long_id},
        {"clerk", long_id},
        {"app", std::string(255, 'x')}};
    for (const auto& [provider, id] : events)
    {
        const std::string key = publication_key(provider, id);
        EXPECT_TRUE(keys.insert(key).second) << key;
        EXPECT_LE(key.size(), 256U) << key;
        EXPECT_EQ(key, publication_key(provider, id));
    }
}

class WebhookPublish : public test::webhook_fixture
{
protected:
    WebhookPublish()
    {
        namespaces["log"].history_ttl = std::chrono::hours(100);
        webhook::provider_options checks;
        checks.used = webhook::scheme::shared_secret;
        checks.secrets.emplace_back(hmac_key);
        add_provider("app", std::move(checks));
        add_standard_provider("replicate");
    }

    unsigned post_event(std::string body)
    {
        return post("app", {{"X-API-Key", hmac_key}}, std::move(body)).status;
    }
};

TEST_F(WebhookPublish, BackendsOwnKey_HidesNoEventOfTheSameName)
{
    realtime::publish_request own;
    own.channel = "log:1";
    own.data = "1";
    own.idempotency_key = "event-1";
    EXPECT_TRUE(test::run(io, node().publish(std::move(own))));
    EXPECT_EQ(post_event(R"({"channel":"log:1","data":2,"id":"event-1"})"), 200U);
    EXPECT_EQ(test::run(io, node().history("log:1", {}))->position.offset, 2U);
}

TEST_F(WebhookPublish, EventsOfTwoProvidersWithOneId_AreBothPublished)
{
    EXPECT_TRUE(test::run(io, jobs->add({"replicate", "job"}, {"anna", "log:1", std::chrono::hours(1)})));
    const std::string news = R"({"id":"job","status":"processing"})";
    EXPECT_EQ(post_event(R"({"channel":"log:1","data":1,"id":"msg_1"})"), 200U);
    EXPECT_EQ(post("replicate", signature("msg_1", news), news).status, 200U);
    EXPECT_EQ(test::run(io, node().history("log:1", {}))->position.offset, 2U);
}

TEST_F(WebhookPublish, SignedAppEventWithTheLongestId_IsPublishedOnce)
{
    const std::string body = R"({"channel":"log:1","data":1})";
    const std::string id(256, 'm');
    EXPECT_EQ(post("app", signature(id, body), body).status, 200U);
    EXPECT_EQ(post("app", signature(id, body), body).status, 200U);
    EXPECT_EQ(count("app", verdict::duplicate), 1U);
    EXPECT_EQ(test::run(io, node().history("log:1", {}))->position.offset, 1U);
}

} // namespace
} // namespace ws::server
