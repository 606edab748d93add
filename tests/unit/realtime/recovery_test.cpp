#include "realtime/recovery.hpp"
#include "realtime/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ws::realtime
{
namespace
{

using offsets = std::vector<std::uint64_t>;

channel_options options(recovery_mode mode = recovery_mode::stream)
{
    channel_options o;
    o.history_size = 1000;
    o.history_ttl = std::chrono::seconds(60);
    o.force_recovery_mode = mode;
    return o;
}

/// Epoch "E", offsets `first` to `last` kept (none when first > last), each of 10 bytes.
stream stream_of(std::uint64_t first, std::uint64_t last)
{
    stream s("E");
    for (std::uint64_t i = 1; i <= last; ++i)
    {
        if (i == first)
            s.clear();
        publication p;
        p.data = "\"12345678\"";
        s.append(std::move(p), options(), 0, "");
    }
    if (first > last)
        s.clear();
    return s;
}

struct outcome
{
    bool recovered;
    stream_position position;
    offsets publications;
    bool operator==(const outcome&) const = default;
};

void PrintTo(const outcome& o, std::ostream* out)
{
    *out << (o.recovered ? "recovered " : "not recovered ") << o.position.offset << ' ' << o.position.epoch
         << ' ' << testing::PrintToString(o.publications);
}

outcome
ask(const stream& s, const stream_position& c, const channel_options& o = options(), std::int64_t limit = 300,
    std::size_t max_bytes = SIZE_MAX)
{
    auto page = s.read(recovery_query(o, c, limit, max_bytes));
    EXPECT_TRUE(page);
    const auto r = recover(o, c, std::move(*page));
    outcome result{r.recovered, r.position, {}};
    for (const auto& p : r.publications)
        result.publications.push_back(p->offset);
    return result;
}

} // namespace

TEST(Recovery, Stream_AsATable)
{
    struct row
    {
        const char* what;
        std::uint64_t first, last;
        stream_position client;
        outcome expected;
    };
    const row rows[] = {
        {"nothing missed", 1, 3, {3, "E"}, {true, {3, "E"}, {}}},
        {"some missed", 1, 3, {1, "E"}, {true, {1, "E"}, {2, 3}}},
        {"all missed, all there", 1, 3, {0, "E"}, {true, {0, "E"}, {1, 2, 3}}},
        {"oldest entry is exactly the next", 3, 5, {2, "E"}, {true, {2, "E"}, {3, 4, 5}}},
        {"oldest entry is one too late", 3, 5, {1, "E"}, {false, {5, "E"}, {}}},
        {"other epoch", 1, 3, {3, "F"}, {false, {3, "E"}, {}}},
        {"other epoch, from the start", 1, 3, {0, "F"}, {false, {3, "E"}, {}}},
        {"no epoch, from the start", 1, 3, {0, ""}, {true, {0, "E"}, {1, 2, 3}}},
        {"no epoch, in the middle", 1, 3, {2, ""}, {true, {2, "E"}, {3}}},
        {"no epoch, first entry is gone", 2, 3, {0, ""}, {false, {3, "E"}, {}}},
        {"young stream, no epoch", 1, 0, {0, ""}, {true, {0, "E"}, {}}},
        {"young stream, its epoch", 1, 0, {0, "E"}, {true, {0, "E"}, {}}},
        {"all entries gone, nothing missed", 4, 3, {3, "E"}, {true, {3, "E"}, {}}},
        {"all entries gone, something missed", 4, 3, {2, "E"}, {false, {3, "E"}, {}}},
        {"client is ahead", 1, 3, {4, "E"}, {false, {3, "E"}, {}}},
        {"client is ahead of an empty ring", 4, 3, {9, ""}, {false, {3, "E"}, {}}},
    };
    for (const row& r : rows)
        EXPECT_EQ(ask(stream_of(r.first, r.last), r.client), r.expected) << r.what;
}

TEST(Recovery, CutByTheLimits_IsNotRecovered)
{
    const stream s = stream_of(1, 5);
    EXPECT_TRUE(ask(s, {2, "E"}, options(), 3).recovered);
    EXPECT_EQ(ask(s, {1, "E"}, options(), 3), (outcome{false, {5, "E"}, {}}));
    EXPECT_TRUE(ask(s, {2, "E"}, options(), 300, 30).recovered);
    EXPECT_EQ(ask(s, {2, "E"}, options(), 300, 29), (outcome{false, {5, "E"}, {}}));
}

TEST(Recovery, Cache_AsATable)
{
    struct row
    {
        const char* what;
        std::uint64_t first, last;
        stream_position client;
        outcome expected;
    };
    const row rows[] = {
        {"newer entry", 1, 3, {1, "E"}, {true, {3, "E"}, {3}}},
        {"same entry", 1, 3, {3, "E"}, {true, {3, "E"}, {}}},
        {"same offset, other epoch", 1, 3, {3, "F"}, {true, {3, "E"}, {3}}},
        {"same offset, no epoch", 1, 3, {3, ""}, {true, {3, "E"}, {3}}},
        {"nothing known", 1, 3, {0, ""}, {true, {3, "E"}, {3}}},
        {"position is far too old", 3, 3, {1, "F"}, {true, {3, "E"}, {3}}},
        {"no entry, same position", 4, 3, {3, "E"}, {true, {3, "E"}, {}}},
        {"no entry, other offset", 4, 3, {2, "E"}, {false, {3, "E"}, {}}},
        {"no entry, other epoch", 4, 3, {3, "F"}, {false, {3, "E"}, {}}},
        {"young stream, its position", 1, 0, {0, "E"}, {false, {0, "E"}, {}}},
    };
    for (const row& r : rows)
        EXPECT_EQ(ask(stream_of(r.first, r.last), r.client, options(recovery_mode::cache)), r.expected)
            << r.what;
}

} // namespace ws::realtime
