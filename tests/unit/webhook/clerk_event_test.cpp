#include <ws/webhook/clerk_event.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;

clerk_event read(std::string_view json, std::string_view instance = "")
{
    return read_clerk_event(boost::json::parse(json), instance);
}

TEST(ClerkEvent, BodyThatIsNoEnvelope_IsIgnored)
{
    for (const std::string_view body :
         {"null", "[]", "{}", R"({"type":1,"data":{}})", R"({"type":"user.deleted"})",
          R"({"type":"user.deleted","data":[]})", R"({"type":"user.deleted","data":{"id":7}})",
          R"({"type":"user.deletedX","data":{"id":"u"}})"})
        EXPECT_TRUE(read(body).ignored) << body;
}

TEST(ClerkEvent, IdThatCouldBreakAChannelName_IsNone)
{
    for (const std::string& id :
         {std::string("a b"), std::string("a\\u0001"), std::string("\\u00e9"), std::string(256, 'u')})
        EXPECT_TRUE(read(R"({"type":"user.deleted","data":{"id":")" + id + "\"}}").ignored) << id;
}

TEST(ClerkEvent, RecordThatDoesNotSayWhetherItIsBanned_LiftsNothing)
{
    const auto event = read(R"({"type":"user.updated","data":{"id":"u","banned":null}})");
    EXPECT_TRUE(std::holds_alternative<profile_changed>(event.action));
}

TEST(ClerkEvent, SessionEndWithoutUser_StillEndsTheSession)
{
    const auto event = read(R"({"type":"session.ended","data":{"id":"s"}})");
    ASSERT_TRUE(std::holds_alternative<session_ended>(event.action));
    EXPECT_EQ(std::get<session_ended>(event.action).session_id, "s");
    EXPECT_TRUE(event.final);
}

TEST(ClerkEvent, EndOfSessionUserAndOrganization_IsFinalAndNothingElse)
{
    EXPECT_TRUE(read(R"({"type":"user.deleted","data":{"id":"u"}})").final);
    EXPECT_TRUE(read(R"({"type":"organization.deleted","data":{"id":"o"}})").final);
    EXPECT_FALSE(read(R"({"type":"user.updated","data":{"id":"u","banned":true}})").final);
    EXPECT_FALSE(read(R"({"type":"organizationMembership.deleted","data":{"organization":{"id":"o"},
        "public_user_data":{"user_id":"u"}}})")
                     .final);
}

TEST(ClerkEvent, Order_IsTheRecordsTimeElseTheEnvelopes)
{
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":5},"timestamp":9})").order.record, 5);
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":5},"timestamp":9})").order.sent, 9);
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":"5"},"timestamp":9})").order.record, 9);
    EXPECT_EQ(read(R"({"type":"user.updated","data":{"id":"u","updated_at":5.9}})").order.record, 5);
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":1e300}})").order.record, std::nullopt);
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":9223372036854}})").order.record,
        std::nullopt)
        << "no clock of ours gets there";
    EXPECT_EQ(
        read(R"({"type":"user.updated","data":{"id":"u","updated_at":-1}})").order.record, std::nullopt);
}

TEST(ClerkEvent, Occurred_IsTheLaterOfItsTimes)
{
    EXPECT_EQ(read(R"({"type":"role.deleted","data":{"key":"k","updated_at":5},"timestamp":9})").occurred, 9);
    EXPECT_EQ(read(R"({"type":"role.updated","data":{"key":"k","updated_at":9},"timestamp":5})").occurred, 9);
    EXPECT_EQ(read(R"({"type":"role.updated","data":{"key":"k","updated_at":9}})").occurred, 9);
    EXPECT_EQ(read(R"({"type":"role.updated","data":{"key":"k"},"timestamp":5})").occurred, 5);
    EXPECT_EQ(read(R"({"type":"role.updated","data":{"key":"k"}})").occurred, std::nullopt);
}

TEST(ClerkEvent, EventsOfOneThing_ShareAnEntity)
{
    const auto entity = [](std::string_view type, std::string_view data)
    { return read(R"({"type":")" + std::string(type) + R"(","data":)" + std::string(data) + '}').entity; };
    EXPECT_EQ(entity("user.updated", R"({"id":"u"})"), entity("user.deleted", R"({"id":"u"})"));
    EXPECT_EQ(entity("session.created", R"({"id":"s"})"), entity("session.ended", R"({"id":"s"})"));
    EXPECT_NE(entity("session.created", R"({"id":"u"})"), entity("user.created", R"({"id":"u"})"));
    EXPECT_EQ(entity("role.updated", R"({"key":"org:a"})"), "");
    const auto* member = R"({"id":"1","organization":{"id":"o"},"public_user_data":{"user_id":"u"}})";
    const auto* again = R"({"id":"2","organization":{"id":"o"},"public_user_data":{"user_id":"u"}})";
    EXPECT_EQ(
        entity("organizationMembership.deleted", member), entity("organizationMembership.created", again));
}

TEST(ClerkEvent, Permission_IsRechecked)
{
    const auto event = read(R"({"type":"permission.deleted","data":{"key":"org:images:read"}})");
    ASSERT_TRUE(std::holds_alternative<permission_changed>(event.action));
    EXPECT_EQ(std::get<permission_changed>(event.action).key, "org:images:read");
    EXPECT_TRUE(read(R"({"type":"role.updated","data":{"id":"role_1"}})").ignored);
}

TEST(ClerkEvent, BillingAndNotices_AreAcknowledgedWithoutAction)
{
    for (const std::string_view type :
         {"subscription.updated", "subscriptionItem.active", "paymentAttempt.x"})
    {
        const auto event = read(R"({"type":")" + std::string(type) + R"(","data":{}})");
        EXPECT_FALSE(event.ignored) << type;
        EXPECT_TRUE(std::holds_alternative<std::monostate>(event.action)) << type;
    }
    for (const std::string_view type : {"sms.created", "waitlistEntry.created", "subscription"})
        EXPECT_TRUE(read(R"({"type":")" + std::string(type) + R"(","data":{}})").ignored) << type;
}

TEST(ClerkEvent, EventWithoutInstance_IsIgnoredWhenOneIsExpected)
{
    const auto* body = R"({"type":"user.deleted","data":{"id":"u"}})";
    EXPECT_FALSE(read(body).ignored);
    EXPECT_TRUE(read(body, "ins_1").ignored);
}

} // namespace
