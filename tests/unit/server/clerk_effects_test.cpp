#include "support/test_data.hpp"
#include "unit/server/webhook_fixture.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include <algorithm>

namespace ws::server
{
namespace
{

namespace json = boost::json;

/// A member of org_1 with a subscription that needs membership, and one that needs a permission.
class clerk_case : public test::webhook_fixture
{
public:
    explicit clerk_case(const json::value& c) : case_(c)
    {
        if (const json::value* instance = c.as_object().if_contains("instance_expected"))
            settings.clerk_instance = instance->as_string();
        add_standard_provider("clerk");
        namespaces["org"].access = realtime::channel_access::org;
        namespaces["images"].access = realtime::channel_access::org;
        namespaces["images"].permission = "org:images:read";
        add_member("first", "user_1", "sess_1", "org:viewer");
        add_member("second", "user_2", "sess_3", "org:admin");
    }

    void check()
    {
        if (is_expected("allow-user:user_1"))
            denials.ban_user("user_1", system_time(std::chrono::milliseconds(1)));
        peer& first = subscribed("first");
        peer& second = subscribed("second");
        const std::string body = json::serialize(case_.at("event"));
        const auto answer = post("clerk", signature("msg_1", body), body);
        settle();

        const json::value* status = case_.as_object().if_contains("status");
        EXPECT_EQ(answer.status, status != nullptr ? status->to_number<unsigned>() : 200U);
        check_first(first);
        check_second(second);
        TearDown();
    }

    void TestBody() override {}

private:
    /// Profile changes are expected as well, but nobody listens to them yet.
    [[nodiscard]] bool is_expected(std::string_view action) const
    {
        const auto& all = case_.at("actions").as_array();
        return std::any_of(
            all.begin(), all.end(), [&](const json::value& a) { return a.as_string() == action; });
    }

    void add_member(std::string token, std::string user, std::string session, std::string role)
    {
        realtime::identity& who = auth.add_user(std::move(token), std::move(user));
        who.session = std::move(session);
        who.organization = "org_1";
        who.organization_role = std::move(role);
        who.organization_permissions = {"org:images:read"};
        who.expires = in(std::chrono::seconds(60));
    }

    peer& subscribed(const std::string& token)
    {
        peer& p = connect(token);
        for (const char* channel : {"org:org_1:events", "images:org_1:new"})
            EXPECT_THAT(
                p.say(R"({"id":7,"subscribe":{"channel":")" + std::string(channel) + R"("}})"),
                testing::ElementsAre(R"({"id":7,"subscribe":{}})"));
        return p;
    }

    static std::string all_of(const std::vector<std::string>& messages)
    {
        std::string text;
        for (const std::string& m : messages)
            text += m + '\n';
        return text;
    }

    /// user_1, with session sess_1, whom the vectors are about.
    void check_first(peer& first)
    {
        const bool session_over = is_expected("disconnect-session:sess_1:3500");
        const bool user_over = is_expected("disconnect-user:user_1:3500");
        EXPECT_EQ(first.code(), session_over || user_over ? 3500 : 0);
        EXPECT_EQ(denials.denies("sess_1", "user_2", now), is_expected("deny-session:sess_1"));
        EXPECT_EQ(denials.denies("sess_9", "user_1", now), is_expected("deny-user:user_1"));

        const bool left =
            is_expected("unsubscribe-org:user_1:org_1") || is_expected("unsubscribe-org:*:org_1");
        EXPECT_EQ(denials.denies_membership("user_1", "org_1", now), left);
        const bool doubted =
            is_expected("recheck-org:user_1:org_1") || is_expected("recheck-role:org:viewer");
        const std::string heard = all_of(first.hear());
        EXPECT_EQ(heard.find(R"("code":2000)") != std::string::npos, left) << heard;
        EXPECT_EQ(heard.find(R"("code":2500)") != std::string::npos, doubted) << heard;
    }

    /// Somebody else of the organisation.
    void check_second(peer& second)
    {
        EXPECT_EQ(second.code(), 0);
        const bool left = is_expected("unsubscribe-org:*:org_1");
        EXPECT_EQ(denials.denies_membership("user_2", "org_1", now), left);
        EXPECT_EQ(second.hear().empty(), !left);
    }

    const json::value& case_;
};

TEST(ClerkEffects, EveryVector_HasItsEffectsOnRealConnections)
{
    const auto cases = test::read_json("webhooks/clerk-events.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 17U);
    for (const json::value& c : cases)
    {
        SCOPED_TRACE(json::serialize(c));
        clerk_case(c).check();
    }
}

class ClerkUsers : public test::webhook_fixture
{
protected:
    ClerkUsers()
    {
        namespaces["mine"].access = realtime::channel_access::user;
        namespaces["mine"].history_size = 10;
        namespaces["mine"].history_ttl = std::chrono::hours(1);
        add_standard_provider("clerk");
    }

    unsigned deliver(const std::string& id, const std::string& body)
    {
        return post("clerk", signature(id, body), body).status;
    }

    std::size_t kept(const std::string& channel)
    {
        realtime::history_query all;
        all.limit = -1;
        return test::run(io, node().history(channel, all))->publications.size();
    }
};

TEST_F(ClerkUsers, HistoryOfADeletedUser_IsRemoved)
{
    publish("mine:42", "1");
    publish("mine:43", "1");
    EXPECT_EQ(deliver("msg_1", R"({"type":"user.deleted","data":{"id":"42","deleted":true}})"), 200U);
    EXPECT_EQ(kept("mine:42"), 0U);
    EXPECT_EQ(kept("mine:43"), 1U);
}

TEST_F(ClerkUsers, RefusedDelivery_ChangesNothing)
{
    peer& p = connect("42");
    const std::string body = R"({"type":"user.deleted","data":{"id":"42","deleted":true}})";
    EXPECT_EQ(post("clerk", signature("msg_1", body, "another key of enough bytes"), body).status, 401U);
    settle();
    EXPECT_EQ(p.code(), 0);
    EXPECT_FALSE(denials.denies("", "42", now));
    EXPECT_EQ(deliver("msg_1", body), 200U) << "the id was not used up";
    settle();
    EXPECT_EQ(p.code(), 3500);
}

} // namespace
} // namespace ws::server
