#include "support/test_data.hpp"

#include <ws/webhook/clerk_event.hpp>

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

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
    const auto cases = ws::test::read_json("webhooks/clerk-events.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 17U);
    for (const auto& c : cases)
    {
        const auto* instance = c.as_object().if_contains("instance_expected");
        const auto* status = c.as_object().if_contains("status");
        words expected;
        for (const auto& action : c.at("actions").as_array())
            expected.emplace(action.as_string());

        const clerk_event event = read_clerk_event(
            c.at("event"), instance != nullptr ? std::string_view(instance->as_string()) : "");

        EXPECT_EQ(std::visit(to_words{}, event.action), expected) << c;
        EXPECT_EQ(event.ignored ? 202 : 200, status != nullptr ? status->as_int64() : 200) << c;
    }
}

} // namespace
