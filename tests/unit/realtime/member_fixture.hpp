#pragma once

#include "node_fixture.hpp"

namespace ws::test
{

/// Clients whose tokens name a session and an organisation.
class member_fixture : public node_fixture
{
protected:
    member_fixture()
    {
        realtime::channel_options o;
        o.access = realtime::channel_access::org;
        namespaces["org"] = o;
        o.permission = "org:images:read";
        namespaces["images"] = o;
        o = {};
        o.access = realtime::channel_access::user;
        o.connect = true;
        namespaces["user"] = o;
        add_member("anna", "anna", "sess_a");
        add_member("bert", "bert", "sess_b");
    }

    realtime::identity& add_member(std::string token, std::string user, std::string session)
    {
        realtime::identity& who = auth.add_user(std::move(token), std::move(user));
        who.session = std::move(session);
        who.organization = "acme";
        who.organization_role = "org:member";
        who.organization_permissions = {"org:images:read"};
        who.expires = in(60s);
        return who;
    }

    static std::string subscribe_to(const std::string& channel)
    {
        return R"({"id":7,"subscribe":{"channel":")" + channel + R"("}})";
    }

    peer& subscribed(const std::string& token, const std::string& channel)
    {
        peer& p = connect(token);
        EXPECT_THAT(p.say(subscribe_to(channel)), ElementsAre(R"({"id":7,"subscribe":{}})"));
        return p;
    }

    std::vector<std::string> refresh(peer& p, const std::string& token)
    {
        return p.say(R"({"id":8,"refresh":{"token":")" + token + R"("}})");
    }

    static std::string unsubscribed(const std::string& channel, int code, const std::string& reason)
    {
        return R"({"push":{"channel":")" + channel + R"(","unsubscribe":{"code":)" + std::to_string(code) +
               R"(,"reason":")" + reason + R"("}}})";
    }
};

} // namespace ws::test
