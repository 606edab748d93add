#include "support/vectors.hpp"

#include <ws/webhook/clerk_event.hpp>

#include <set>
#include <string>

namespace
{

using namespace ws::webhook;
using words = std::set<std::string>;

/// The vectors' words for what is to be done.
struct to_words
{
    words operator()(std::monostate) const { return {}; }
    words operator()(const session_ended& a) const
    {
        return {"disconnect-session:" + a.session_id + ":3500", "deny-session:" + a.session_id};
    }
    words operator()(const user_deleted& a) const { return out(a.user_id); }
    words operator()(const user_banned& a) const { return out(a.user_id); }
    words operator()(const user_unbanned& a) const
    {
        return {"allow-user:" + a.user_id, "profile-changed:" + a.user_id};
    }
    words operator()(const profile_changed& a) const { return {"profile-changed:" + a.user_id}; }
    words operator()(const membership_created&) const { return {}; }
    words operator()(const membership_deleted& a) const
    {
        return {"unsubscribe-org:" + a.user_id + ':' + a.organization_id};
    }
    words operator()(const membership_updated& a) const
    {
        return {"recheck-org:" + a.user_id + ':' + a.organization_id};
    }
    words operator()(const organization_deleted& a) const
    {
        return {"unsubscribe-org:*:" + a.organization_id};
    }
    words operator()(const role_changed& a) const { return {"recheck-role:" + a.key}; }
    words operator()(const permission_changed& a) const { return {"recheck-permission:" + a.key}; }

    static words out(const std::string& user)
    {
        return {"disconnect-user:" + user + ":3500", "deny-user:" + user};
    }
};

TEST(ClerkEventCases, EveryVector_GivesTheExpectedActions)
{
    const auto check = [](const boost::json::value& c)
    {
        ws::test::expect_members(c.as_object(), {"event", "actions", "status", "instance_expected", "note"});
        const auto* instance = c.as_object().if_contains("instance_expected");
        const auto* status = c.as_object().if_contains("status");
        words expected;
        for (const auto& action : c.at("actions").as_array())
            expected.emplace(action.as_string());

        const clerk_event event = read_clerk_event(
            c.at("event"), instance != nullptr ? std::string_view(instance->as_string()) : "");

        EXPECT_EQ(std::visit(to_words{}, event.action), expected) << c;
        EXPECT_EQ(event.ignored ? 202 : 200, status != nullptr ? status->to_number<int>() : 200) << c;
    };
    const auto file = ws::test::read_vectors("webhooks/clerk-events.json", "clerk-event-actions/1");
    ws::test::expect_members(file.as_object(), {"format", "cases"});
    ws::test::for_each_vector(file.at("cases"), check);
}

} // namespace
