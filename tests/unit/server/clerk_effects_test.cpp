#include "support/vectors.hpp"
#include "unit/server/webhook_fixture.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include <set>
#include <string>

namespace ws::server
{
namespace
{

namespace json = boost::json;

/// Whom an event is about, by its own ids; where it has none, ids that it does not name.
struct subjects
{
    std::string user = "user_1";
    std::string session = "sess_1";
    std::string organization = "org_1";
    std::string role = "org:viewer";
    std::string permission = "org:images:read";
};

void take_text(std::string& id, const json::object& from, std::string_view name)
{
    if (const json::value* text = from.if_contains(name); text != nullptr && text->is_string())
        id = text->get_string();
}

void take_part(std::string& id, const json::object& data, std::string_view part, std::string_view name)
{
    if (const json::value* inner = data.if_contains(part); inner != nullptr && inner->is_object())
        take_text(id, inner->get_object(), name);
}

subjects subjects_of(const json::object& event)
{
    subjects named;
    const json::value* given = event.if_contains("data");
    if (given == nullptr || !given->is_object())
        return named;
    const json::object& data = given->get_object();
    const std::string_view type = event.at("type").as_string();
    take_text(named.user, data, "user_id");
    take_part(named.user, data, "public_user_data", "user_id");
    take_part(named.organization, data, "organization", "id");
    if (type.starts_with("session."))
        take_text(named.session, data, "id");
    if (type.starts_with("user."))
        take_text(named.user, data, "id");
    if (type.starts_with("organization."))
        take_text(named.organization, data, "id");
    if (type.starts_with("role."))
        take_text(named.role, data, "key");
    if (type.starts_with("permission."))
        take_text(named.permission, data, "key");
    return named;
}

/// The member whom the event is about, with a subscription that needs membership and one that
/// needs a permission; and a colleague.
class clerk_case : public test::webhook_fixture
{
public:
    explicit clerk_case(const json::value& c) : case_(c), of_(subjects_of(c.at("event").as_object()))
    {
        test::expect_members(c.as_object(), {"event", "actions", "status", "instance_expected", "note"});
        if (const json::value* instance = c.as_object().if_contains("instance_expected"))
            settings.clerk_instance = instance->as_string();
        for (const json::value& action : c.at("actions").as_array())
            expected_.emplace(action.as_string());
        add_standard_provider("clerk");
        namespaces["org"].access = realtime::channel_access::org;
        namespaces["images"].access = realtime::channel_access::org;
        namespaces["images"].permission = of_.permission;
        add_member("first", of_.user, of_.session, of_.role);
        add_member("second", of_.user + "_b", of_.session + "_b", of_.role + "_b");
    }

    void check()
    {
        if (takes("allow-user:" + of_.user))
            denials.ban_user(of_.user, system_time(std::chrono::milliseconds(1)));
        peer& first = subscribed("first");
        peer& second = subscribed("second");
        const std::string body = json::serialize(case_.at("event"));
        const auto answer = post("clerk", signature("msg_1", body), body);
        settle();

        const json::value* status = case_.as_object().if_contains("status");
        EXPECT_EQ(answer.status, status != nullptr ? status->to_number<unsigned>() : 200U);
        check_both(first, second);
        // Nobody listens to changed profiles yet.
        expected_.erase("profile-changed:" + of_.user);
        EXPECT_THAT(expected_, testing::IsEmpty()) << "this test does not know these actions";
        TearDown();
    }

    void TestBody() override {}

private:
    /// Whether the case expects this; each action is to be looked at once.
    bool takes(const std::string& action) { return expected_.erase(action) > 0; }

    void add_member(std::string token, std::string user, std::string session, std::string role)
    {
        realtime::identity& who = auth.add_user(std::move(token), std::move(user));
        who.session = std::move(session);
        who.organization = of_.organization;
        who.organization_role = std::move(role);
        who.organization_permissions = {of_.permission};
        who.expires = in(std::chrono::seconds(60));
    }

    peer& subscribed(const std::string& token)
    {
        peer& p = connect(token);
        for (const std::string& channel :
             {"org:" + of_.organization + ":events", "images:" + of_.organization + ":new"})
            EXPECT_THAT(
                p.say(R"({"id":7,"subscribe":{"channel":")" + channel + R"("}})"),
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

    static void expect_heard(peer& p, bool left, bool doubted)
    {
        const std::string heard = all_of(p.hear());
        EXPECT_EQ(heard.find(R"("code":2000)") != std::string::npos, left) << heard;
        EXPECT_EQ(heard.find(R"("code":2500)") != std::string::npos, doubted) << heard;
    }

    void check_both(peer& first, peer& second)
    {
        const bool session_over = takes("disconnect-session:" + of_.session + ":3500");
        const bool user_over = takes("disconnect-user:" + of_.user + ":3500");
        EXPECT_EQ(first.code(), session_over || user_over ? 3500 : 0);
        EXPECT_EQ(second.code(), 0);
        const std::string stranger = of_.user + "_b";
        EXPECT_EQ(denials.denies(of_.session, stranger, now), takes("deny-session:" + of_.session));
        EXPECT_EQ(denials.denies(of_.session + "_c", of_.user, now), takes("deny-user:" + of_.user));
        EXPECT_FALSE(denials.denies(of_.session + "_b", stranger, now));

        const bool all_left = takes("unsubscribe-org:*:" + of_.organization);
        const bool one_left = takes("unsubscribe-org:" + of_.user + ':' + of_.organization);
        EXPECT_EQ(denials.denies_membership(of_.user, of_.organization, now), all_left || one_left);
        EXPECT_EQ(denials.denies_membership(stranger, of_.organization, now), all_left);

        const bool one_doubted =
            takes("recheck-org:" + of_.user + ':' + of_.organization) || takes("recheck-role:" + of_.role);
        const bool all_doubted = takes("recheck-permission:" + of_.permission);
        expect_heard(first, all_left || one_left, all_doubted || one_doubted);
        expect_heard(second, all_left, all_doubted);
    }

    const json::value& case_;
    subjects of_;
    std::set<std::string> expected_;
};

TEST(ClerkEffects, EveryVector_HasItsEffectsOnRealConnections)
{
    const auto file = test::read_vectors("webhooks/clerk-events.json", "clerk-event-actions/1");
    test::for_each_vector(file.at("cases"), [](const json::value& c) { clerk_case(c).check(); });
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

TEST_F(ClerkUsers, WhatUsersWriteAboutThemselves_KeepsNoEventFromItsEffect)
{
    const std::string deep = std::string(4'000, '[') + std::string(4'000, ']');
    int n = 0;
    for (const std::string& metadata : {deep, std::string(8'000, '1'), std::string(R"("\ud83d")")})
    {
        const std::string id = std::to_string(++n);
        EXPECT_EQ(
            deliver(
                "msg_" + id, R"({"type":"user.updated","data":{"unsafe_metadata":)" + metadata +
                                 R"(,"id":"user_)" + id + R"(","banned":true,"updated_at":20}})"),
            200U)
            << metadata.substr(0, 20);
        EXPECT_TRUE(denials.denies("", "user_" + id, now)) << metadata.substr(0, 20);
    }
}

TEST_F(ClerkUsers, EventsOfOneRecord_GoByWhenTheyWereMade)
{
    const auto record = [](bool banned, int timestamp)
    {
        return std::string(R"({"type":"user.updated","data":{"id":"42","updated_at":20,"banned":)") +
               (banned ? "true" : "false") + R"(},"timestamp":)" + std::to_string(timestamp) + '}';
    };
    deliver("msg_1", record(true, 100));
    deliver("msg_2", record(false, 99));
    EXPECT_TRUE(denials.denies("", "42", now));
    deliver("msg_3", record(false, 101));
    EXPECT_FALSE(denials.denies("", "42", now));
    deliver("msg_4", record(true, 100));
    EXPECT_FALSE(denials.denies("", "42", now)) << "made before the lift";
    deliver("msg_5", record(true, 102));
    EXPECT_TRUE(denials.denies("", "42", now));
}

TEST_F(ClerkUsers, EndThatSeemsOld_IsAnEndAllTheSame)
{
    deliver("msg_1", R"({"type":"session.created","data":{"id":"sess_1","updated_at":50},"timestamp":50})");
    deliver("msg_2", R"({"type":"session.revoked","data":{"id":"sess_1","updated_at":20},"timestamp":60})");
    EXPECT_TRUE(denials.denies("sess_1", "42", now));
    deliver("msg_3", R"({"type":"user.updated","data":{"id":"43","updated_at":50},"timestamp":50})");
    deliver("msg_4", R"({"type":"user.deleted","data":{"id":"43","deleted":true},"timestamp":40})");
    EXPECT_TRUE(denials.denies("", "43", now));
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

/// What is remembered of changes against a token of user_1, an admin of org_1.
class ClerkChanges : public test::webhook_fixture
{
protected:
    ClerkChanges() { add_standard_provider("clerk"); }

    void deliver(const std::string& type, const std::string& data, system_time sent)
    {
        const auto ms = std::chrono::floor<std::chrono::milliseconds>(sent).time_since_epoch().count();
        const std::string body =
            R"({"type":")" + type + R"(","data":)" + data + R"(,"timestamp":)" + std::to_string(ms) + '}';
        const std::string id = "msg_" + std::to_string(++deliveries_);
        EXPECT_EQ(post("clerk", signature(id, body), body).status, 200U) << body;
    }

    [[nodiscard]] bool outdates(std::chrono::sys_seconds issued) const
    {
        auth::clerk_identity token;
        token.user_id = "user_1";
        token.org_id = "org_1";
        token.org_role = "org:admin";
        token.org_permissions = {"org:images:read"};
        token.issued = issued;
        return changes.outdate(token, std::chrono::milliseconds(0), now);
    }

    [[nodiscard]] std::chrono::sys_seconds changed() const { return in(std::chrono::seconds(-10)); }

    const std::string membership_ =
        R"({"organization":{"id":"org_1"},"public_user_data":{"user_id":"user_1"},"role":"org:admin"})";

private:
    int deliveries_ = 0;
};

TEST_F(ClerkChanges, EveryChange_IsRememberedFromTheMomentClerkTells)
{
    const std::pair<const char*, std::string> events[] = {
        {"organizationMembership.updated", membership_},
        {"role.updated", R"({"key":"org:admin"})"},
        {"role.deleted", R"({"key":"org:admin"})"},
        {"permission.updated", R"({"key":"org:images:read"})"},
        {"permission.deleted", R"({"key":"org:images:read"})"}};
    for (const auto& [type, data] : events)
    {
        changes = auth::permission_changes();
        EXPECT_FALSE(outdates(changed())) << type;
        deliver(type, data, changed());
        EXPECT_TRUE(outdates(changed())) << type;
        EXPECT_FALSE(outdates(changed() + std::chrono::seconds(1))) << type;
    }
}

TEST_F(ClerkChanges, OtherRolesAndPermissions_AreNotMeant)
{
    deliver("role.updated", R"({"key":"org:guest"})", changed());
    deliver("permission.deleted", R"({"key":"org:images:make"})", changed());
    EXPECT_FALSE(outdates(changed()));
}

TEST_F(ClerkChanges, EventWithoutATime_CountsFromItsArrival)
{
    const std::string body = R"({"type":"role.updated","data":{"key":"org:admin"}})";
    EXPECT_EQ(post("clerk", signature("msg_x", body), body).status, 200U);
    EXPECT_TRUE(outdates(in(std::chrono::seconds(0))));
    EXPECT_FALSE(outdates(in(std::chrono::seconds(1))));
}

TEST_F(ClerkChanges, EventOlderThanWhatIsKnown_MovesNothing)
{
    deliver("organizationMembership.updated", membership_, changed());
    deliver("organizationMembership.updated", membership_, changed() - std::chrono::minutes(5));
    EXPECT_TRUE(outdates(changed()));
}

TEST_F(ClerkChanges, MemberWhoComesBack_DoesNotBringTheOldRoleAlong)
{
    deliver("organizationMembership.deleted", membership_, changed() - std::chrono::seconds(20));
    deliver("organizationMembership.created", membership_, changed());
    EXPECT_FALSE(denials.denies_membership("user_1", "org_1", now));
    EXPECT_TRUE(outdates(changed() - std::chrono::seconds(30)));
    EXPECT_FALSE(outdates(changed() + std::chrono::seconds(1)));
}

TEST_F(ClerkChanges, NewMember_LeavesNothingInDoubt)
{
    deliver("organizationMembership.created", membership_, changed());
    EXPECT_FALSE(outdates(changed()));
}

} // namespace
} // namespace ws::server
