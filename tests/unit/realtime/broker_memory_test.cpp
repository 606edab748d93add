#include "support/run_task.hpp"

#include <ws/realtime/broker.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ws::realtime
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct delivery
{
    std::string channel;
    std::string data;
    std::uint64_t offset;
    std::string epoch;
    bool operator==(const delivery&) const = default;
};

void PrintTo(const delivery& d, std::ostream* out)
{
    *out << d.channel << ' ' << d.data << ' ' << d.offset << ' ' << d.epoch;
}

class MemoryBroker : public testing::Test
{
protected:
    MemoryBroker()
    {
        kept.history_size = 3;
        kept.history_ttl = 60s;
        kept.history_meta_ttl = 3600s;
    }

    result<publish_outcome> try_publish(const publish_request& request, const channel_options& o)
    {
        return test::run(io, broker_->publish(request, o));
    }

    stream_position publish(const std::string& data, const std::string& channel = "a")
    {
        return try_publish(request(data, channel), kept).value().position;
    }

    static publish_request request(const std::string& data, const std::string& channel = "a")
    {
        publish_request r;
        r.channel = channel;
        r.data = data;
        return r;
    }

    history_page read(const std::string& channel = "a")
    {
        history_query all;
        all.limit = -1;
        return test::run(io, broker_->history(channel, kept, all)).value();
    }

    std::size_t kept_count() { return read().publications.size(); }

    void sweep(bool in_use = false)
    {
        broker_->sweep([in_use](std::string_view) { return in_use; });
    }

    net::asio::io_context io;
    steady_time now{1000h};
    channel_options kept;
    channel_options fleeting;
    std::vector<delivery> delivered;
    std::unique_ptr<broker> broker_ = make_memory_broker(
        [this] { return now; },
        [this](std::string_view channel, const publication_ptr& p, std::string_view epoch) {
            delivered.push_back({std::string(channel), p->data, p->offset, std::string(epoch)});
        });
};

} // namespace

TEST_F(MemoryBroker, ChannelWithoutHistory_DeliversWithoutOffset)
{
    const auto outcome = try_publish(request("1"), fleeting);
    EXPECT_EQ(outcome.value().position, stream_position());
    EXPECT_THAT(delivered, ElementsAre(delivery{"a", "1", 0, ""}));
}

TEST_F(MemoryBroker, ChannelWithHistory_DeliversInOffsetOrder)
{
    const auto first = publish("1");
    const auto second = publish("2");
    EXPECT_EQ(first.offset, 1u);
    EXPECT_EQ(second.offset, 2u);
    EXPECT_EQ(first.epoch, second.epoch);
    EXPECT_THAT(
        delivered, ElementsAre(delivery{"a", "1", 1, first.epoch}, delivery{"a", "2", 2, first.epoch}));
    EXPECT_EQ(read().top, second);
}

TEST_F(MemoryBroker, Channels_HaveStreamsOfTheirOwn)
{
    const auto a = publish("1", "a");
    const auto b = publish("1", "b");
    EXPECT_EQ(b.offset, 1u);
    EXPECT_NE(a.epoch, b.epoch);
}

TEST_F(MemoryBroker, SkipHistory_DeliversWithoutStoring)
{
    publish("1");
    publish_request r = request("2");
    r.skip_history = true;
    EXPECT_EQ(try_publish(r, kept).value().position, stream_position());
    EXPECT_EQ(delivered.back(), (delivery{"a", "2", 0, ""}));
    EXPECT_EQ(kept_count(), 1u);
}

TEST_F(MemoryBroker, PublicationCarriesInfoAndTags)
{
    publish_request r = request("1");
    r.info = std::make_shared<const client_info>(client_info{"42", "c", "", ""});
    r.tags = {{"k", "v"}};
    ASSERT_TRUE(try_publish(r, kept));
    const auto stored = read().publications.front();
    EXPECT_EQ(stored->info->user, "42");
    EXPECT_EQ(stored->tags, r.tags);
}

TEST_F(MemoryBroker, HistoryTtl_EmptiesAndKeepsThePosition)
{
    publish("1");
    now += 59s;
    const auto top = publish("2"); // the ttl of all starts again
    now += 59s;
    EXPECT_EQ(kept_count(), 2u);
    now += 1s;
    EXPECT_EQ(kept_count(), 0u);
    EXPECT_EQ(read().top, top);
    EXPECT_EQ(publish("3"), (stream_position{3, top.epoch}));
    EXPECT_EQ(kept_count(), 1u) << "what has expired does not come back";
}

TEST_F(MemoryBroker, ReadingDoesNotProlongTheHistory)
{
    publish("1");
    now += 40s;
    EXPECT_EQ(kept_count(), 1u);
    now += 20s;
    EXPECT_EQ(kept_count(), 0u);
}

TEST_F(MemoryBroker, MetaTtl_ForgetsTheStreamAfterTheLastTouch)
{
    const auto top = publish("1");
    now += 3599s;
    sweep();
    EXPECT_EQ(read().top, top) << "not yet; and this was a touch";
    now += 3599s;
    sweep();
    EXPECT_EQ(read().top, top);
    now += 3600s;
    sweep();
    EXPECT_EQ(read().top.offset, 0u);
    EXPECT_NE(read().top.epoch, top.epoch);
}

TEST_F(MemoryBroker, Sweep_KeepsAStreamInUse)
{
    const auto top = publish("1");
    now += 5h;
    sweep(true);
    EXPECT_EQ(read().top, top);
    EXPECT_EQ(kept_count(), 0u);
}

TEST_F(MemoryBroker, StreamInUse_OutlivesItsLastSubscriberByItsLife)
{
    const auto top = publish("1");
    now += 5h;
    sweep(true);
    now += 1s;
    sweep(); // the subscriber is gone, for a moment perhaps
    now += 3598s;
    sweep();
    EXPECT_EQ(read().top, top);
}

TEST_F(MemoryBroker, StreamWithoutPublications_IsForgottenAfterTheHistoryTtl)
{
    const auto top = read().top;
    EXPECT_EQ(top.offset, 0u);
    now += 59s;
    sweep();
    EXPECT_EQ(read().top, top);
    now += 60s;
    sweep();
    EXPECT_NE(read().top.epoch, top.epoch);
}

TEST_F(MemoryBroker, RemoveHistory_KeepsThePosition)
{
    const auto top = publish("1");
    ASSERT_TRUE(test::run(io, broker_->remove_history("a", kept)));
    EXPECT_EQ(kept_count(), 0u);
    EXPECT_EQ(read().top, top);
    EXPECT_TRUE(test::run(io, broker_->remove_history("never seen", kept)));
}

TEST_F(MemoryBroker, History_OfAnotherEpochFails)
{
    publish("1");
    history_query q;
    q.since = stream_position{1, "other"};
    EXPECT_EQ(test::run(io, broker_->history("a", kept, q)).error(), errc::expired);
}

TEST_F(MemoryBroker, OldVersion_IsDroppedWithTheCurrentPosition)
{
    publish_request r = request("1");
    r.version = 5;
    const auto top = try_publish(r, kept).value().position;
    r.data = "2";
    EXPECT_EQ(try_publish(r, kept).value().position, top);
    r.version = 4;
    EXPECT_EQ(try_publish(r, kept).value().position, top);
    EXPECT_EQ(delivered.size(), 1u);
    r.version = 6;
    EXPECT_EQ(try_publish(r, kept).value().position.offset, 2u);
    EXPECT_EQ(delivered.size(), 2u);
}

TEST_F(MemoryBroker, IdempotencyKey_PublishesOnce)
{
    publish_request r = request("1");
    r.idempotency_key = "k";
    const auto first = try_publish(r, kept).value().position;
    publish("other");
    EXPECT_EQ(try_publish(r, kept).value().position, first);
    EXPECT_EQ(delivered.size(), 2u);
    r.data = "2";
    EXPECT_EQ(try_publish(r, kept).error(), errc::conflict);
    r.channel = "b";
    EXPECT_TRUE(try_publish(r, kept)) << "the key is another channel's";
    EXPECT_EQ(delivered.size(), 3u);
}

TEST_F(MemoryBroker, IdempotencyKey_HoldsInChannelsWithoutHistory)
{
    publish_request r = request("1");
    r.idempotency_key = "k";
    EXPECT_TRUE(try_publish(r, fleeting));
    EXPECT_TRUE(try_publish(r, fleeting));
    EXPECT_EQ(delivered.size(), 1u);
}

TEST_F(MemoryBroker, DeliveryThatReads_SeesWhatIsDelivered)
{
    std::vector<std::size_t> seen;
    std::unique_ptr<broker> b;
    b = make_memory_broker(
        [this] { return now; },
        [&](std::string_view channel, const publication_ptr& p, std::string_view)
        {
            history_query all;
            all.limit = -1;
            auto look = b->history(channel, kept, all);
            net::asio::co_spawn(
                io.get_executor(), std::move(look),
                [&, offset = p->offset](const std::exception_ptr&, const result<history_page>& page)
                { seen.push_back(page->publications.size() * 10 + offset); });
        });
    test::run(io, b->publish(request("1"), kept));
    io.restart();
    io.run();
    EXPECT_THAT(seen, ElementsAre(11));
}

} // namespace ws::realtime
