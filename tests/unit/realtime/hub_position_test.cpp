#include "hub_fixture.hpp"

namespace ws::realtime
{

using testing::ElementsAre;
using testing::IsEmpty;

/// Offsets, epochs, and subscribers that missed something.
class HubPosition : public hub_fixture
{
};

TEST_F(HubPosition, PositionedSubscriber_SeesOffsetsWithoutGap)
{
    listener x(channels, "a", "x");
    x.join_at(2, "E");
    publish("3", 3, "E");
    publish("4", 4, "E");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("3", 3), pub("4", 4)));
    EXPECT_EQ(x.s.offset, 4u);
    publish("4", 4, "E");
    end_turn();
    EXPECT_THAT(x.take(), IsEmpty()) << "a repeat is dropped";
    publish("4", 4, "E");
    publish("5", 5, "E");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("5", 5))) << "only what is new of a run";
    EXPECT_EQ(x.lost_count, 0);
}

TEST_F(HubPosition, Gap_IsInsufficientStateAtTheEndOfTheTurn)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    x.join_at(2, "E");
    y.join_live();
    publish("4", 4, "E");
    channels.flush();
    EXPECT_EQ(x.lost_count, 0) << "never from inside a delivery";
    publish("5", 5, "E");
    end_turn();
    EXPECT_EQ(x.lost_count, 1);
    EXPECT_THAT(x.take(), IsEmpty()) << "nothing follows a gap";
    EXPECT_THAT(y.take(), ElementsAre(pub("4", 4), pub("5", 5))) << "who is not positioned does not care";
}

TEST_F(HubPosition, GapInsideOneTurn_PartsTheRun)
{
    listener x(channels, "a", "x");
    x.join_at(0, "E");
    publish("1", 1, "E");
    publish("3", 3, "E");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1", 1)));
    EXPECT_EQ(x.lost_count, 1);
}

TEST_F(HubPosition, PublicationWithoutOffset_PassesBetweenOthers)
{
    listener x(channels, "a", "x");
    x.join_at(0, "E");
    publish("1", 1, "E");
    publish("9");
    publish("2", 2, "E");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("1", 1), pub("9"), pub("2", 2)));
    EXPECT_EQ(x.lost_count, 0);
}

TEST_F(HubPosition, OtherEpoch_IsInsufficientState)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    x.join_at(2, "E");
    y.join_live();
    publish("1", 1, "F");
    end_turn();
    EXPECT_EQ(x.lost_count, 1);
    EXPECT_THAT(x.take(), IsEmpty());
    EXPECT_EQ(y.lost_count, 0);
    EXPECT_THAT(y.take(), ElementsAre(pub("1", 1)));
}

TEST_F(HubPosition, NewcomerWithAnotherEpoch_SetsItForAll)
{
    listener x(channels, "a", "x");
    x.join_at(5, "E");
    listener y(channels, "a", "y");
    y.join_at(1, "F");
    end_turn();
    EXPECT_EQ(x.lost_count, 1);
    EXPECT_EQ(y.lost_count, 0) << "it has the new one";
    publish("2", 2, "F");
    end_turn();
    EXPECT_THAT(y.take(), ElementsAre(pub("2", 2)));
}

TEST_F(HubPosition, JoiningSubscriber_IsNotHurtByAChangeOfEpoch)
{
    listener x(channels, "a", "x");
    x.join_at(5, "E");
    listener y(channels, "a", "y");
    y.s.positioned = true;
    y.join();
    publish("1", 1, "F");
    publish("2", 2, "F");
    channels.place(y.s, {1, "F"}); // read before the second one
    EXPECT_TRUE(y.live());
    end_turn();
    EXPECT_EQ(x.lost_count, 1);
    EXPECT_EQ(y.lost_count, 0);
    EXPECT_THAT(y.take(), ElementsAre(pub("2", 2)));
}

TEST_F(HubPosition, JoiningSubscriber_GetsWhatWasBufferedBehindItsPosition)
{
    listener x(channels, "a", "x");
    x.s.positioned = true;
    x.join();
    publish("1", 1, "E");
    publish("2", 2, "E");
    end_turn();
    publish("3", 3, "E");
    EXPECT_EQ(x.frames, 0);
    channels.place(x.s, {2, "E"});
    EXPECT_TRUE(x.live());
    EXPECT_THAT(x.take(), ElementsAre(pub("3", 3)));
    publish("4", 4, "E");
    end_turn();
    EXPECT_THAT(x.take(), ElementsAre(pub("4", 4)));
}

TEST_F(HubPosition, GapBehindTheJoinersPosition_IsToldAtOnce)
{
    listener x(channels, "a", "x");
    x.s.positioned = true;
    x.join();
    publish("4", 4, "E");
    channels.place(x.s, {2, "E"});
    EXPECT_FALSE(x.live());
    EXPECT_EQ(x.frames, 0);
}

TEST_F(HubPosition, SubscriptionsMayGoWhileTheTurnEnds)
{
    listener x(channels, "a", "x");
    listener y(channels, "a", "y");
    listener z(channels, "a", "z");
    for (listener* l : {&x, &y, &z})
        l->join_at(1, "E");
    // Whoever is told first takes all others along.
    const auto all_leave = [&]
    {
        x.leave();
        y.leave();
        z.leave();
    };
    x.on_lost = y.on_lost = z.on_lost = all_leave;
    publish("3", 3, "E");
    end_turn();
    EXPECT_EQ(x.lost_count + y.lost_count + z.lost_count, 1);
    EXPECT_EQ(channels.find("a"), nullptr);
}

TEST_F(HubPosition, LostSubscription_CanBeRemovedBeforeItIsTold)
{
    listener x(channels, "a", "x");
    x.join_at(1, "E");
    publish("3", 3, "E");
    channels.flush();
    x.leave();
    end_turn();
    EXPECT_EQ(x.lost_count, 0);
}

} // namespace ws::realtime
