#include "member_fixture.hpp"

#include <set>

namespace ws::test
{

using ClientListing = member_fixture;

TEST_F(ClientListing, Listing_FiltersAndPages)
{
    connect("anna");
    connect("bert");
    subscribed("anna", "org:acme:events");
    realtime::connection_query all;
    EXPECT_EQ(node().connections(all).connections.size(), 3u);
    realtime::connection_query q;
    q.user = "anna";
    q.limit = 1;
    const auto first = node().connections(q).connections;
    ASSERT_EQ(first.size(), 1u);
    q.after = first.front().client;
    const auto second = node().connections(q).connections;
    ASSERT_EQ(second.size(), 1u);
    EXPECT_LT(first.front().client, second.front().client);
    q.after = second.front().client;
    EXPECT_THAT(node().connections(q).connections, IsEmpty());
    realtime::connection_query by_channel;
    by_channel.channel = "org:acme:events";
    EXPECT_EQ(node().connections(by_channel).connections.size(), 1u);
    realtime::connection_query old;
    old.min_age = 10s;
    EXPECT_THAT(node().connections(old).connections, IsEmpty());
}

TEST_F(ClientListing, ListingOfARareCondition_IsCutIntoManyPages)
{
    constexpr std::size_t crowd = 4500;
    for (int i = 0; i < 3; ++i)
        connect("anna");
    now += 30s;
    for (std::size_t i = 0; i < crowd; ++i)
        connect("bert");
    realtime::connection_query q;
    q.min_age = 20s;
    std::size_t pages = 0;
    std::vector<std::string> found;
    do
    {
        const auto page = node().connections(q);
        for (const auto& c : page.connections)
            found.push_back(c.user);
        q.after = page.next;
        ++pages;
    } while (!q.after.empty());
    EXPECT_THAT(found, ElementsAre("anna", "anna", "anna"));
    EXPECT_EQ(pages, 3u);

    realtime::connection_query everybody;
    everybody.limit = 1000;
    everybody.user = "bert"; // too many for the index
    std::set<std::string> ids;
    do
    {
        const auto page = node().connections(everybody);
        EXPECT_LE(page.connections.size(), 1000u);
        for (const auto& c : page.connections)
            EXPECT_TRUE(ids.insert(c.client).second);
        everybody.after = page.next;
    } while (!everybody.after.empty());
    EXPECT_EQ(ids.size(), crowd);
}

TEST_F(ClientListing, ListingByChannel_FindsItsSubscribers)
{
    peer& anna = subscribed("anna", "org:acme:events");
    connect("anna");
    realtime::connection_query q;
    q.channel = "org:acme:events";
    const auto page = node().connections(q);
    ASSERT_EQ(page.connections.size(), 1u);
    EXPECT_EQ(page.connections.front().client, anna.id);
    EXPECT_EQ(page.next, "");
    q.channel = "org:acme:nothing";
    EXPECT_THAT(node().connections(q).connections, IsEmpty());
}

TEST_F(ClientListing, ListingOfChannels_IsByName)
{
    subscribed("anna", "org:acme:events");
    realtime::channel_query q;
    const auto all = node().list_channels(q);
    ASSERT_EQ(all.channels.size(), 2u);
    EXPECT_EQ(all.channels[0].name, "org:acme:events");
    EXPECT_EQ(all.channels[1].name, "user:anna");
    EXPECT_EQ(all.channels[0].subscribers, 1u);
    EXPECT_EQ(all.next, "");
    q.limit = 1;
    EXPECT_EQ(node().list_channels(q).next, "org:acme:events");
    q.after = "org:acme:events";
    EXPECT_EQ(node().list_channels(q).channels.front().name, "user:anna");
    q.prefix = "org:";
    EXPECT_THAT(node().list_channels(q).channels, IsEmpty());
}

TEST_F(ClientListing, Detail_TellsWhatTheTokenSaid)
{
    peer& p = subscribed("anna", "org:acme:events");
    const auto found = node().connection(p.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->summary.session, "sess_a");
    EXPECT_EQ(found->summary.organization, "acme");
    EXPECT_EQ(found->organization_role, "org:member");
    EXPECT_THAT(found->organization_permissions, ElementsAre("org:images:read"));
    ASSERT_EQ(found->channels.size(), 2u); // user:anna as well
    EXPECT_FALSE(node().connection("nobody"));
}

} // namespace ws::test
