#include "realtime/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::realtime
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

using offsets = std::vector<std::uint64_t>;

channel_options keeps(std::uint32_t size)
{
    channel_options o;
    o.history_size = size;
    o.history_ttl = std::chrono::seconds(60);
    return o;
}

void append(
    stream& s, std::uint32_t size, std::string data = "1", std::uint64_t version = 0, std::string epoch = "")
{
    publication p;
    p.data = std::move(data);
    s.append(std::move(p), keeps(size), version, epoch);
}

/// A stream whose ring holds `first` to `last`.
stream stream_of(std::uint64_t first, std::uint64_t last)
{
    stream s("ep");
    for (std::uint64_t i = 1; i <= last; ++i)
        append(s, static_cast<std::uint32_t>(last - first + 1));
    return s;
}

offsets read(const stream& s, const history_query& query)
{
    const auto page = s.read(query);
    EXPECT_TRUE(page);
    offsets found;
    if (page)
        for (const auto& p : page->publications)
            found.push_back(p->offset);
    return found;
}

history_query query(std::int64_t limit, std::optional<stream_position> since = {}, bool reverse = false)
{
    history_query q;
    q.limit = limit;
    q.since = std::move(since);
    q.reverse = reverse;
    return q;
}

} // namespace

TEST(Stream, New_IsAtOffsetZero)
{
    const stream s("ep");
    EXPECT_EQ(s.top(), (stream_position{0, "ep"}));
    EXPECT_THAT(read(s, query(-1)), IsEmpty());
}

TEST(Stream, Append_CountsFromOneAndTrims)
{
    stream s = stream_of(3, 5);
    EXPECT_EQ(s.top().offset, 5u);
    EXPECT_THAT(read(s, query(-1)), ElementsAre(3, 4, 5));
    append(s, 2);
    EXPECT_THAT(read(s, query(-1)), ElementsAre(5, 6)) << "a smaller history_size holds at once";
}

TEST(Stream, Clear_KeepsOffsetAndEpoch)
{
    stream s = stream_of(1, 3);
    s.clear();
    EXPECT_EQ(s.top(), (stream_position{3, "ep"}));
    EXPECT_TRUE(s.empty());
    append(s, 3);
    EXPECT_THAT(read(s, query(-1)), ElementsAre(4));
}

TEST(Stream, ReadForward_AsATable)
{
    const stream s = stream_of(3, 6);
    EXPECT_THAT(read(s, query(0)), IsEmpty());
    EXPECT_THAT(read(s, query(2)), ElementsAre(3, 4));
    EXPECT_THAT(read(s, query(100)), ElementsAre(3, 4, 5, 6));
    EXPECT_THAT(read(s, query(-1, stream_position{4, ""})), ElementsAre(5, 6));
    EXPECT_THAT(read(s, query(1, stream_position{4, "ep"})), ElementsAre(5));
    EXPECT_THAT(read(s, query(-1, stream_position{6, ""})), IsEmpty());
    EXPECT_THAT(read(s, query(-1, stream_position{99, ""})), IsEmpty());
    EXPECT_THAT(read(s, query(-1, stream_position{1, ""})), ElementsAre(3, 4, 5, 6)) << "the entry is gone";
}

TEST(Stream, ReadBackward_AsATable)
{
    const stream s = stream_of(3, 6);
    EXPECT_THAT(read(s, query(-1, {}, true)), ElementsAre(6, 5, 4, 3));
    EXPECT_THAT(read(s, query(2, {}, true)), ElementsAre(6, 5));
    EXPECT_THAT(read(s, query(-1, stream_position{5, ""}, true)), ElementsAre(4, 3));
    EXPECT_THAT(read(s, query(1, stream_position{5, ""}, true)), ElementsAre(4));
    EXPECT_THAT(read(s, query(-1, stream_position{7, ""}, true)), ElementsAre(6, 5, 4, 3));
    EXPECT_THAT(read(s, query(-1, stream_position{3, ""}, true)), IsEmpty()) << "the entry before it is gone";
    EXPECT_THAT(read(s, query(-1, stream_position{9, ""}, true)), IsEmpty()) << "there is no entry before it";
}

TEST(Stream, OtherEpoch_IsAnError)
{
    const stream s = stream_of(1, 2);
    EXPECT_EQ(s.read(query(1, stream_position{1, "other"})).error(), errc::expired);
    EXPECT_EQ(s.read(query(0, stream_position{1, "other"})).error(), errc::expired);
}

TEST(Stream, ReadStopsAtTheByteLimit)
{
    stream s("ep");
    for (int i = 0; i < 4; ++i)
        append(s, 10, std::string(10, '1'));
    history_query q = query(-1);
    q.max_bytes = 29;
    EXPECT_THAT(read(s, q), ElementsAre(1, 2));
    q.max_bytes = 30;
    EXPECT_THAT(read(s, q), ElementsAre(1, 2, 3));
    q.max_bytes = 9;
    EXPECT_THAT(read(s, q), IsEmpty());
}

TEST(Stream, Version_AsATable)
{
    stream s("ep");
    EXPECT_FALSE(s.is_outdated(1, "")) << "nothing is there yet";
    append(s, 10, "1", 5, "v");
    EXPECT_FALSE(s.is_outdated(0, "")) << "no version is never outdated";
    EXPECT_TRUE(s.is_outdated(4, ""));
    EXPECT_TRUE(s.is_outdated(5, ""));
    EXPECT_FALSE(s.is_outdated(6, ""));
    EXPECT_TRUE(s.is_outdated(5, "v"));
    EXPECT_FALSE(s.is_outdated(5, "w")) << "versions of another epoch do not compare";
    append(s, 10);
    EXPECT_FALSE(s.is_outdated(1, "")) << "the newest publication has no version";
}

TEST(Stream, Epochs_AreRandomAndPlain)
{
    EXPECT_NE(make_epoch(), make_epoch());
    EXPECT_THAT(make_epoch(), testing::MatchesRegex("[a-z0-5]{16}"));
}

} // namespace ws::realtime
