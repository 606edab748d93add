#include "hub_fixture.hpp"

namespace ws::realtime
{

using testing::ElementsAre;
using testing::IsEmpty;

class Hub : public hub_fixture
{
};

TEST_F(Hub, PublicationsOfOneTurn_LeaveAsOneSharedFrame)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    x.join_live();
    y.join_live();
    publish("1");
    publish("2");
    EXPECT_EQ(x.frames, 0) << "nothing is sent inside a delivery";
    EXPECT_EQ(turn_ends.size(), 1u);
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1"), pub("2")));
    EXPECT_THAT(y.take(), ElementsAre(pub("1"), pub("2")));
    EXPECT_EQ(x.frames, 1);
    EXPECT_EQ(x.last, y.last);
    EXPECT_EQ(channels.deliveries(), 4u);
    end_turn();
    EXPECT_EQ(x.frames, 1);
}

TEST_F(Hub, ChannelNobodyListensTo_CostsNothing)
{
    publish("1");
    EXPECT_THAT(turn_ends, IsEmpty());
    EXPECT_EQ(channels.find("a"), nullptr);
}

TEST_F(Hub, NewcomerInTheMiddleOfATurn_GetsOnlyWhatFollows)
{
    listener x(channels, "a", "x");
    x.join_live();
    publish("1");
    listener y(channels, "a", "y");
    y.join_live();
    publish("2");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1"), pub("2")));
    EXPECT_THAT(y.take(), ElementsAre(pub("2")));
}

TEST_F(Hub, LeaverInTheMiddleOfATurn_GetsWhatCameBefore)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    x.join_live();
    y.join_live();
    publish("1");
    y.leave();
    publish("2");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1"), pub("2")));
    EXPECT_THAT(y.take(), ElementsAre(pub("1")));
}

TEST_F(Hub, LastLeaver_TakesTheChannelAlong)
{
    {
        listener x(channels, "a", "x");
        x.join_live();
        EXPECT_NE(channels.find("a"), nullptr);
        EXPECT_EQ(channels.subscription_count(), 1u);
        publish("1");
    }
    EXPECT_EQ(channels.find("a"), nullptr);
    EXPECT_EQ(channels.subscription_count(), 0u);
    end_turn(); // the run that was pending is gone with it
}

TEST_F(Hub, LargeRun_LeavesWithinTheTurn)
{
    listener x(channels, "a", "x");
    x.join_live();
    const std::string large = '"' + std::string(40'000, 'x') + '"';
    publish(large);
    publish(large);
    EXPECT_EQ(x.frames, 0);
    publish("3");
    EXPECT_EQ(x.frames, 1);
    end_turn();
    EXPECT_EQ(x.take().size(), 3u);
}

TEST_F(Hub, JoiningSubscriber_IsGivenUpWhenTooMuchWaits)
{
    listener x(channels, "a", "x");
    x.join();
    for (int i = 0; i < 1024; ++i)
        publish("1");
    end_turn();
    EXPECT_EQ(x.lost_count, 0);
    publish("1");
    end_turn();
    EXPECT_EQ(x.lost_count, 1);
    EXPECT_EQ(x.frames, 0);
}

TEST_F(Hub, JoinsAndLeaves_KeepTheirPlaceAmongPublications)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    x.s.join_leave = true;
    x.join_live();
    y.join_live();
    publish("1");
    channels.announce_join(*y.s.channel, y.who());
    publish("2");
    channels.announce_leave(*y.s.channel, y.who(), &y.s);
    publish("3");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1"), joined("y"), pub("2"), left("y"), pub("3")));
    EXPECT_THAT(y.take(), ElementsAre(pub("1"), pub("2"), pub("3"))) << "it did not ask for them";
}

TEST_F(Hub, Leave_IsNotToldToTheLeaver)
{
    listener x(channels, "a", "x");
    x.s.join_leave = true;
    x.join_live();
    channels.announce_join(*x.s.channel, x.who());
    channels.announce_leave(*x.s.channel, x.who(), &x.s);
    EXPECT_THAT(x.take(), ElementsAre(joined("x")));
}

TEST_F(Hub, Joins_DoNotReachWhoIsStillJoining)
{
    listener x(channels, "a", "x");
    x.s.join_leave = true;
    x.join();
    channels.announce_join(*x.s.channel, x.who());
    EXPECT_EQ(x.frames, 0);
}

TEST_F(Hub, RemovingFromTheMiddle_KeepsTheOthers)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    listener z(channels, "a", "z");
    for (listener* l : {&x, &y, &z})
        l->join_live();
    x.leave();
    publish("1");
    end_turn();
    EXPECT_THAT(x.take(), IsEmpty());
    EXPECT_THAT(y.take(), ElementsAre(pub("1")));
    EXPECT_THAT(z.take(), ElementsAre(pub("1")));
    z.leave();
    y.leave();
    EXPECT_EQ(channels.channels().size(), 0u);
}

} // namespace ws::realtime
