#include "realtime/channel_option_table.hpp"

#include <ws/realtime/channel_rules.hpp>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rt = ws::realtime;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

std::vector<std::string> problems_of(std::string_view text)
{
    std::vector<std::string> problems;
    rt::parse_namespaces(text, problems);
    return problems;
}

rt::channel_options options_of(std::string_view text, std::string_view name)
{
    std::vector<std::string> problems;
    auto namespaces = rt::parse_namespaces(text, problems);
    EXPECT_THAT(problems, testing::IsEmpty()) << text;
    const auto found = namespaces.find(name);
    EXPECT_NE(found, namespaces.end()) << name;
    return found == namespaces.end() ? rt::channel_options{} : found->second;
}

} // namespace

TEST(ChannelConfig, EmptyValue_MeansTheDefaults)
{
    for (const char* text : {"", "  \n", "{}"})
    {
        std::vector<std::string> problems;
        const auto namespaces = rt::parse_namespaces(text, problems);
        EXPECT_TRUE(problems.empty());
        EXPECT_EQ(namespaces.size(), 5U) << text;
    }
}

TEST(ChannelConfig, Defaults_AreThoseOfTheDocumentation)
{
    const auto spaces = rt::default_namespaces();
    const auto& user = spaces.at("user");
    EXPECT_TRUE(user.durable && user.connect && user.access == rt::channel_access::user);
    EXPECT_TRUE(user.history_size == 200 && user.history_ttl == 72h);
    const auto& org = spaces.at("org");
    EXPECT_TRUE(org.durable && org.presence && org.access == rt::channel_access::org);
    const auto& task = spaces.at("task");
    EXPECT_TRUE(task.durable && task.task && task.access == rt::channel_access::token);
    const auto& open = spaces.at("public");
    EXPECT_TRUE(
        open.history_size == 50 && open.history_ttl == 10min && open.access == rt::channel_access::signed_in);
    const auto& room = spaces.at("room");
    EXPECT_TRUE(room.presence && room.join_leave && room.allow_publish_for_subscriber && !room.durable);
    for (const auto& [name, o] : spaces)
        EXPECT_TRUE(o.force_recovery && o.allow_history_for_subscriber && !o.allow_subscribe_for_client)
            << name;
}

TEST(ChannelConfig, DefaultsWrittenOut_HoldNoContradiction)
{
    for (const auto& [name, o] : rt::default_namespaces())
        EXPECT_THAT(problems_of("{\"" + name + "\": {}}"), testing::IsEmpty()) << name;
}

TEST(ChannelConfig, DocumentedExample_IsUnderstood)
{
    constexpr std::string_view text = R"({
        "room": {"presence": true, "join_leave": true, "history_size": 500, "history_ttl": "1h", "access": "token"},
        "gallery": {"access": "org", "permission": "org:images:read", "durable": true,
                    "history_size": 1000, "history_ttl": "168h"},
        "public": null,
        "": {"allow_subscribe_for_client": true, "history_size": 10, "history_ttl": "60s"}})";
    std::vector<std::string> problems;
    const auto spaces = rt::parse_namespaces(text, problems);
    ASSERT_THAT(problems, testing::IsEmpty());
    EXPECT_FALSE(spaces.contains("public"));
    EXPECT_EQ(spaces.at("room").history_size, 500U);
    EXPECT_TRUE(spaces.at("room").allow_publish_for_subscriber);
    EXPECT_EQ(spaces.at("gallery").permission, "org:images:read");
    EXPECT_EQ(spaces.at("").history_ttl, 60s);
    EXPECT_EQ(spaces.size(), 6U);
}

TEST(ChannelConfig, OptionNotGiven_KeepsTheDefaultOfItsNamespace)
{
    const auto room = options_of(R"({"room": {"history_size": 7}})", "room");
    EXPECT_EQ(room.history_size, 7U);
    EXPECT_EQ(room.history_ttl, 10min);
    EXPECT_EQ(room.access, rt::channel_access::token);
}

TEST(ChannelConfig, EveryBuiltOption_IsReadWithItsDefault)
{
    for (const auto& option : rt::channel_option_table())
    {
        if (option.fallback.empty())
            continue;
        rt::channel_options o;
        EXPECT_EQ(rt::read_option(option, boost::json::parse(option.fallback), o), "") << option.name;
    }
}

TEST(ChannelConfig, HistoryGiven_TurnsRecoveryOnUnlessSaidOtherwise)
{
    EXPECT_TRUE(options_of(R"({"n1": {"history_size": 1, "history_ttl": "1s"}})", "n1").force_recovery);
    EXPECT_FALSE(options_of(R"({"n1": {"presence": true}})", "n1").force_recovery);
    EXPECT_FALSE(
        options_of(R"({"n1": {"history_size": 1, "history_ttl": "1s", "force_recovery": false}})", "n1")
            .force_recovery);
    EXPECT_FALSE(options_of(R"({"room": {"history_size": 0}})", "room").force_recovery);
}

TEST(ChannelConfig, HistoryLongerThanItsMetaDefault_StretchesTheMeta)
{
    EXPECT_EQ(
        options_of(R"({"n1": {"history_size": 1, "history_ttl": "1000h"}})", "n1").history_meta_ttl, 1000h);
}

TEST(ChannelConfig, FeatureNotBuilt_IsRefusedByName)
{
    for (const char* member :
         {R"("allowed_delta_types": ["fossil"])", R"("delta_publish": true)", R"("allow_tags_filter": true)",
          R"("subscribe_proxy_enabled": true)", R"("publish_proxy_enabled": true)",
          R"("sub_refresh_proxy_enabled": true)", R"("subscribe_proxy_name": "p")",
          R"("publish_proxy_name": "p")", R"("sub_refresh_proxy_name": "p")", R"("map": {"x": 1})",
          R"("shared_poll": {"x": 1})", R"("subscription_type": "map")",
          R"("subscription_type": "shared_poll")", R"("publication_data_format": "binary")"})
    {
        const std::string text = std::string(R"({"n1": {)") + member + "}}";
        EXPECT_THAT(
            problems_of(text),
            ElementsAre(AllOf(HasSubstr("\"n1\""), HasSubstr("not built in this version"))))
            << member;
    }
}

TEST(ChannelConfig, FeatureNotBuiltButSwitchedOff_Passes)
{
    EXPECT_THAT(
        problems_of(R"({"n1": {"delta_publish": false, "allowed_delta_types": [], "subscribe_proxy_name": "",
                               "map": {}, "subscription_type": "stream"}})"),
        testing::IsEmpty());
}

TEST(ChannelConfig, WrongValue_NamesNamespaceOptionAndMend)
{
    struct
    {
        const char* member;
        const char* option;
        const char* mend;
    } const cases[] = {
        {R"("presence": "true")", "\"presence\"", "without quotes"},
        {R"("presence": null)", "\"presence\"", "true or false"},
        {R"("history_size": -1)", "\"history_size\"", "0 to 1000000"},
        {R"("history_size": 1.5)", "\"history_size\"", "whole number"},
        {R"("history_size": 1000001)", "\"history_size\"", "0 to 1000000"},
        {R"("history_ttl": 600)", "\"history_ttl\"", "\"10m\""},
        {R"("history_ttl": "10 minutes")", "\"history_ttl\"", "\"10m\""},
        {R"("access": "everybody")", "\"access\"", "\"signed_in\""},
        {R"("channel_regex": "[")", "\"channel_regex\"", "pattern"},
        {R"("publication_data_format": "xml")", "\"publication_data_format\"", "\"json_object\""},
        {R"("force_recovery_mode": true)", "\"force_recovery_mode\"", "\"cache\""},
        {R"("max_override": ["presense"])", "\"max_override\"", "\"presence\""},
        {R"("max_override": [])", "\"max_override\"", "leave it out"},
        {R"("permission": 1)", "\"permission\"", "in quotes"},
        {R"("history": 10)", "\"history\"", "docs/configuration.md"},
    };
    for (const auto& c : cases)
        EXPECT_THAT(
            problems_of(std::string(R"({"n1": {)") + c.member + "}}"),
            ElementsAre(AllOf(HasSubstr("namespace \"n1\""), HasSubstr(c.option), HasSubstr(c.mend))))
            << c.member;
}

TEST(ChannelConfig, Contradiction_IsOneProblemThatNamesTheOption)
{
    struct
    {
        const char* options;
        const char* option;
    } const cases[] = {
        {R"("durable": true)", "durable"},
        {R"("force_recovery": true)", "force_recovery"},
        {R"("force_positioning": true)", "force_positioning"},
        {R"("allow_recovery": true)", "allow_recovery"},
        {R"("allow_positioning": true)", "allow_positioning"},
        {R"("force_recovery_mode": "cache")", "force_recovery_mode"},
        {R"("history_size": 1, "history_ttl": "1s", "auto_cache_recover": true)", "auto_cache_recover"},
        {R"("history_size": 1, "history_ttl": "2s", "history_meta_ttl": "1s")", "history_meta_ttl"},
        {R"("history_size": 10)", "history_size"},
        {R"("history_ttl": "1s", "durable": true)", "history_ttl"},
        {R"("force_push_join_leave": true)", "force_push_join_leave"},
        {R"("connect": true, "access": "org")", "connect"},
        {R"("permission": "org:a:b")", "permission"},
        {R"("allow_subscribe_for_client": true, "access": "token")", "allow_subscribe_for_client"},
        {R"("allow_user_limited_channels": true, "access": "token")", "allow_user_limited_channels"},
    };
    for (const auto& c : cases)
        EXPECT_THAT(
            problems_of(std::string(R"({"n1": {)") + c.options + "}}"),
            ElementsAre(HasSubstr("namespace \"n1\", option \"" + std::string(c.option) + "\"")))
            << c.options;
}

TEST(ChannelConfig, ConnectWithoutANamespaceName_IsOneProblem)
{
    EXPECT_THAT(
        problems_of(R"({"": {"connect": true, "access": "user"}})"),
        ElementsAre(HasSubstr("option \"connect\"")));
}

TEST(ChannelConfig, OptionThatCouldNotBeRead_CausesNoFollowUpProblem)
{
    EXPECT_THAT(
        problems_of(R"({"n1": {"durable": true, "history_size": "ten", "history_ttl": "1h"}})"),
        ElementsAre(HasSubstr("history_size")));
    EXPECT_THAT(
        problems_of(R"({"n1": {"connect": true, "access": "me"}})"), ElementsAre(HasSubstr("\"access\"")));
}

TEST(ChannelConfig, BadNamespaceName_IsAProblem)
{
    for (const char* name : {"a", "a b", "a:b", "$ab", "caf\xC3\xA9", "a#b"})
        EXPECT_THAT(problems_of("{\"" + std::string(name) + "\": {}}"), ElementsAre(HasSubstr("bad name")))
            << name;
    EXPECT_THAT(problems_of(R"({"a-_.Z9": {}})"), testing::IsEmpty());
}

TEST(ChannelConfig, NullForANamespaceThatIsNotThere_IsAProblem)
{
    EXPECT_THAT(
        problems_of(R"({"chat": null})"),
        ElementsAre(AllOf(HasSubstr("\"chat\""), HasSubstr("leave it out"))));
    EXPECT_THAT(problems_of(R"({"room": 1})"), ElementsAre(HasSubstr("must be an object")));
}

TEST(ChannelConfig, NotAJsonObject_IsOneProblem)
{
    EXPECT_THAT(problems_of("{room: 1}"), ElementsAre(HasSubstr("cannot be read")));
    EXPECT_THAT(problems_of("[]"), ElementsAre(HasSubstr("JSON object")));
    EXPECT_THAT(problems_of(R"({"room": {}, "room": {}})"), ElementsAre(HasSubstr("cannot be read")));
}

TEST(ChannelConfig, SeveralMistakes_AreAllReported)
{
    EXPECT_EQ(
        problems_of(
            R"({"a": {}, "n1": {"presense": true, "connect": true}, "n2": {"durable": true}, "n3": null})")
            .size(),
        5U);
}
