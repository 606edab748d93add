#include <ws/realtime/channel_rules.hpp>

#include <gtest/gtest.h>

namespace rt = ws::realtime;

namespace
{

using namespaces = std::map<std::string, rt::channel_options, std::less<>>;

rt::channel_rules rules_of(namespaces spaces, bool insecure = false) { return {std::move(spaces), insecure}; }

rt::channel_rules default_rules(bool insecure = false) { return {rt::default_namespaces(), insecure}; }

rt::subject user(std::string_view id)
{
    rt::subject who;
    who.user = id;
    return who;
}

/// The error's code, or 0 for a channel that exists.
std::uint32_t code_of(const rt::channel_rules& rules, std::string_view channel)
{
    const auto found = rules.find(channel);
    const auto* failure = std::get_if<rt::client_error>(&found);
    return failure ? failure->code : 0;
}

bool may_subscribe(const rt::channel_rules& rules, std::string_view channel, const rt::subject& who)
{
    return rules.may_subscribe(channel, *std::get<const rt::channel_options*>(rules.find(channel)), who);
}

} // namespace

TEST(ChannelRules, NamesOfConfiguredNamespaces_AreFound)
{
    const auto rules = default_rules();
    for (const char* name :
         {"user:42", "org:o1:news", "task:t", "public:x", "room:", "$room:a", "room:a:b", "room:a#1"})
        EXPECT_EQ(code_of(rules, name), 0U) << name;
}

TEST(ChannelRules, UnknownNamespace_IsUnknownChannel)
{
    const auto rules = default_rules();
    for (const char* name : {"chat", "chat:1", "$chat:1", ":1", "User:42", "room "})
        EXPECT_EQ(code_of(rules, name), 102U) << name;
}

TEST(ChannelRules, EmptyLongOrNonAsciiName_IsBadRequest)
{
    const auto rules = default_rules();
    EXPECT_EQ(code_of(rules, ""), 107U);
    EXPECT_EQ(code_of(rules, "room:" + std::string(250, 'x')), 0U);
    EXPECT_EQ(code_of(rules, "room:" + std::string(251, 'x')), 107U);
    EXPECT_EQ(code_of(rules, "room:caf\xC3\xA9"), 107U);
}

TEST(ChannelRules, NamespaceWithoutName_HoldsForNamesWithoutColonOnly)
{
    const auto rules = rules_of({{"", {}}});
    EXPECT_EQ(code_of(rules, "chat"), 0U);
    EXPECT_EQ(code_of(rules, "$chat"), 0U);
    EXPECT_EQ(code_of(rules, "chat:1"), 102U);
    EXPECT_EQ(code_of(rules, ":chat"), 102U);
}

TEST(ChannelRules, ChannelRegex_AppliesBehindTheBoundaryAndAllowsOtherBytes)
{
    rt::channel_options o;
    o.channel_regex = std::make_shared<const std::regex>("^[0-9]+$|caf");
    const auto rules = rules_of({{"room", o}});
    EXPECT_EQ(code_of(rules, "room:12"), 0U);
    EXPECT_EQ(code_of(rules, "$room:12"), 0U);
    EXPECT_EQ(code_of(rules, "room:caf\xC3\xA9"), 0U);
    EXPECT_EQ(code_of(rules, "room:12x"), 107U);
}

TEST(ChannelRules, AccessUser_AdmitsThatUserOnly)
{
    const auto rules = default_rules();
    EXPECT_TRUE(may_subscribe(rules, "user:42", user("42")));
    EXPECT_TRUE(may_subscribe(rules, "user:a:b", user("a:b")));
    EXPECT_FALSE(may_subscribe(rules, "user:42", user("4")));
    EXPECT_FALSE(may_subscribe(rules, "user:42:x", user("42")));
    EXPECT_FALSE(may_subscribe(rules, "user:", user("")));
}

TEST(ChannelRules, AccessOrg_AdmitsMembersWithThePermission)
{
    rt::channel_options gallery;
    gallery.access = rt::channel_access::org;
    gallery.permission = "org:images:read";
    auto spaces = rt::default_namespaces();
    spaces["gallery"] = gallery;
    const auto rules = rules_of(std::move(spaces));
    const std::vector<std::string> permissions{"org:images:read"};
    rt::subject member = user("u");
    member.org = "o1";
    rt::subject reader = member;
    reader.org_permissions = &permissions;

    EXPECT_TRUE(may_subscribe(rules, "org:o1:news", member));
    EXPECT_TRUE(may_subscribe(rules, "org:o1", member));
    EXPECT_FALSE(may_subscribe(rules, "org:o12:news", member));
    EXPECT_FALSE(may_subscribe(rules, "org:news:o1", member));
    EXPECT_FALSE(may_subscribe(rules, "org::news", user("u")));
    EXPECT_TRUE(may_subscribe(rules, "gallery:o1:x", reader));
    EXPECT_FALSE(may_subscribe(rules, "gallery:o1:x", member));
}

TEST(ChannelRules, AccessSignedInAndToken_AskForAUserAndForAToken)
{
    const auto rules = default_rules();
    EXPECT_TRUE(may_subscribe(rules, "public:x", user("u")));
    EXPECT_FALSE(may_subscribe(rules, "public:x", user("")));
    EXPECT_FALSE(may_subscribe(rules, "room:x", user("u")));
    EXPECT_FALSE(may_subscribe(rules, "task:x", user("u")));
}

TEST(ChannelRules, PrivatePrefix_NeedsATokenWhateverTheOptions)
{
    rt::channel_options open;
    open.allow_subscribe_for_client = true;
    const auto rules = rules_of({{"room", open}}, true);
    EXPECT_TRUE(may_subscribe(rules, "room:x", user("u")));
    EXPECT_FALSE(may_subscribe(rules, "$room:x", user("u")));
    EXPECT_TRUE(rt::channel_rules::is_private("$room:x"));
    EXPECT_FALSE(rt::channel_rules::is_private("room:$x"));
}

TEST(ChannelRules, Options_DecideWithoutAccess)
{
    rt::channel_options o;
    const auto closed = rules_of({{"room", o}});
    EXPECT_FALSE(may_subscribe(closed, "room:x", user("u")));
    o.allow_subscribe_for_client = true;
    const auto open = rules_of({{"room", o}});
    EXPECT_TRUE(may_subscribe(open, "room:x", user("u")));
    EXPECT_FALSE(may_subscribe(open, "room:x", user("")));
    o.allow_subscribe_for_anonymous = true;
    const auto anyone = rules_of({{"room", o}});
    EXPECT_TRUE(may_subscribe(anyone, "room:x", user("")));
}

TEST(ChannelRules, UserLimitedName_AdmitsTheListedOnly)
{
    rt::channel_options o;
    o.allow_user_limited_channels = true;
    o.allow_subscribe_for_client = true;
    const auto rules = rules_of({{"dialog", o}});
    EXPECT_TRUE(may_subscribe(rules, "dialog:x#42,56", user("42")));
    EXPECT_TRUE(may_subscribe(rules, "dialog:x#42,56", user("56")));
    EXPECT_FALSE(may_subscribe(rules, "dialog:x#42,56", user("5")));
    EXPECT_FALSE(may_subscribe(rules, "dialog:x#42#56", user("42")));
    EXPECT_FALSE(may_subscribe(rules, "dialog:x#42", user("")));
    EXPECT_TRUE(may_subscribe(rules, "dialog:x#42,", user("")));
    EXPECT_TRUE(may_subscribe(rules, "dialog:x", user("u")));
}

TEST(ChannelRules, UserBoundaryWithoutItsOption_MeansNothing)
{
    rt::channel_options o;
    o.allow_subscribe_for_client = true;
    EXPECT_TRUE(may_subscribe(rules_of({{"dialog", o}}), "dialog:x#42", user("u")));
}

TEST(ChannelRules, OwnerOfATask_IsAdmittedWhereTasksAre)
{
    const rt::channel_rules rules(
        rt::default_namespaces(), false,
        [](std::string_view channel, std::string_view id)
        { return id == "anna" && (channel == "task:1" || channel == "room:1" || channel == "$task:1"); });
    EXPECT_TRUE(may_subscribe(rules, "task:1", user("anna")));
    EXPECT_FALSE(may_subscribe(rules, "task:2", user("anna")));
    EXPECT_FALSE(may_subscribe(rules, "task:1", user("ben")));
    EXPECT_FALSE(may_subscribe(rules, "task:1", user("")));
    EXPECT_FALSE(may_subscribe(rules, "room:1", user("anna"))) << "carries no tasks";
    EXPECT_FALSE(may_subscribe(rules, "$task:1", user("anna"))) << "needs a token";
}

TEST(ChannelRules, Insecure_OpensTheRest)
{
    const auto rules = default_rules(true);
    for (const char* name : {"user:42", "room:x", "org:o1:x"})
        EXPECT_TRUE(may_subscribe(rules, name, user(""))) << name;
    EXPECT_TRUE(rules.may_publish({}, user(""), false));
    EXPECT_TRUE(rules.may_see_presence({}, user(""), false));
    EXPECT_TRUE(rules.may_read_history({}, user(""), false));
}

TEST(ChannelRules, NoImpersonation_RefusesWhoeverActsForAnother)
{
    rt::channel_options o;
    o.no_impersonation = true;
    o.allow_subscribe_for_client = o.allow_publish_for_client = true;
    o.allow_presence_for_client = o.allow_history_for_client = true;
    const auto rules = rules_of({{"room", o}});
    rt::subject support = user("u");
    support.impersonated = true;
    EXPECT_TRUE(may_subscribe(rules, "room:x", user("u")));
    EXPECT_FALSE(may_subscribe(rules, "room:x", support));
    EXPECT_FALSE(rules.may_publish(o, support, true));
    EXPECT_FALSE(rules.may_see_presence(o, support, true));
    EXPECT_FALSE(rules.may_read_history(o, support, true));
}

TEST(ChannelRules, ForClient_NeedsAUserOrAnonymousAllowed)
{
    const auto rules = rules_of({});
    rt::channel_options o;
    o.allow_publish_for_client = o.allow_presence_for_client = o.allow_history_for_client = true;
    for (const auto may :
         {&rt::channel_rules::may_publish, &rt::channel_rules::may_see_presence,
          &rt::channel_rules::may_read_history})
    {
        EXPECT_TRUE((rules.*may)(o, user("u"), false));
        EXPECT_FALSE((rules.*may)(o, user(""), true));
        EXPECT_FALSE((rules.*may)({}, user("u"), true));
    }
    o.allow_publish_for_anonymous = o.allow_presence_for_anonymous = o.allow_history_for_anonymous = true;
    EXPECT_TRUE(rules.may_publish(o, user(""), false));
    EXPECT_TRUE(rules.may_see_presence(o, user(""), false));
    EXPECT_TRUE(rules.may_read_history(o, user(""), false));
}

TEST(ChannelRules, ForSubscriber_NeedsTheSubscription)
{
    const auto rules = rules_of({});
    rt::channel_options o;
    o.allow_publish_for_subscriber = o.allow_presence_for_subscriber = o.allow_history_for_subscriber = true;
    for (const auto may :
         {&rt::channel_rules::may_publish, &rt::channel_rules::may_see_presence,
          &rt::channel_rules::may_read_history})
    {
        EXPECT_TRUE((rules.*may)(o, user("u"), true));
        EXPECT_FALSE((rules.*may)(o, user("u"), false));
        EXPECT_FALSE((rules.*may)(o, user(""), true));
    }
}

TEST(ChannelRules, AtConnect_GivesTheUsersOwnChannels)
{
    const auto rules = default_rules();
    std::size_t unusable = 0;
    EXPECT_EQ(rules.channels_at_connect(user("42"), unusable), std::vector<std::string>{"user:42"});
    EXPECT_TRUE(rules.channels_at_connect(user(""), unusable).empty());
    EXPECT_EQ(unusable, 0U);
}

TEST(ChannelRules, AtConnectWithAnIdThatIsNoChannelName_CountsIt)
{
    const auto rules = default_rules();
    std::size_t unusable = 0;
    EXPECT_TRUE(rules.channels_at_connect(user("caf\xC3\xA9"), unusable).empty());
    EXPECT_TRUE(rules.channels_at_connect(user(std::string(251, 'x')), unusable).empty());
    EXPECT_EQ(unusable, 2U);
}
