#include "database_test.hpp"

#include <ws/base/json_string.hpp>
#include <ws/turso/group.hpp>

#include <fmt/format.h>

/// Group execution as a journal of publications needs it: sets instead of loops, so that
/// the number of statements does not grow with the number of events.
namespace ws::turso
{
namespace
{

struct event
{
    std::string channel;
    std::string key; ///< seen before: the first one's answer
    std::string data;
    std::string nonce; ///< of this attempt to publish, whoever sends it again
};

struct receipt
{
    std::int64_t offset = 0;
    bool mine = false; ///< this event was stored; else an earlier one with its key
    bool same = false; ///< that one had the same data
};

class journal_plan final : public group_plan<event, receipt>
{
public:
    using items = std::span<const event* const>;

    [[nodiscard]] std::size_t size_bytes(const event& e) const override
    {
        return e.channel.size() + e.key.size() + e.data.size() * 2 + e.nonce.size() + 64;
    }

    program compose(items group) override
    {
        using when = step_condition;
        const std::string set = as_json(group);
        program p;
        std::size_t last = p.add(sql("BEGIN IMMEDIATE"));
        for (const char* text : texts)
            last = p.add(when::all({when::ok(last), when::in_transaction()}), sql(text, set));
        const auto commit = p.add(when::all({when::ok(last), when::in_transaction()}), sql("COMMIT"));
        p.add(
            when::all({when::ok(0), when::negation(when::ok(commit)), when::in_transaction()}),
            sql("ROLLBACK"));
        return p;
    }

    [[nodiscard]] bool committed(items, const program_result& told) const override
    {
        return told.ok(std::size(texts) + 1);
    }

    std::vector<result<receipt>> read(items group, program_result told) override
    {
        const std::size_t answers = std::size(texts);
        if (!committed(group, told))
        {
            error why;
            why.code = errc::tx_lost;
            if (const auto first = told.first_failure())
                why = *told.failure_of(*first);
            return std::vector<result<receipt>>(group.size(), why);
        }
        std::vector<result<receipt>> replies;
        for (const auto& row : read_rows<receipt>(std::get<rows>(told[answers])).value())
            replies.push_back(row);
        return replies;
    }

    [[nodiscard]] bool idempotent() const override { return true; }

private:
    static std::string as_json(items group)
    {
        std::string out = "[";
        for (const auto* e : group)
        {
            out += out.size() == 1 ? "{\"c\":" : ",{\"c\":";
            append_json_string(out, e->channel);
            out += ",\"k\":";
            append_json_string(out, e->key);
            out += ",\"d\":";
            append_json_string(out, e->data);
            out += ",\"r\":";
            append_json_string(out, e->nonce);
            out += '}';
        }
        return out + "]";
    }

    static constexpr const char* texts[] = {
        "INSERT INTO seen(scope,key,body,req) SELECT value->>'c',value->>'k',value->>'d',value->>'r' "
        "FROM json_each(?1) WHERE true ORDER BY json_each.key ON CONFLICT(scope,key) DO NOTHING",
        "INSERT INTO channel SELECT DISTINCT value->>'c',0 FROM json_each(?1) WHERE true "
        "ON CONFLICT(name) DO NOTHING",
        "INSERT INTO log(channel,off,data,req) SELECT c.name,"
        "c.top+row_number() OVER (PARTITION BY c.name ORDER BY j.key),j.value->>'d',s.req "
        "FROM json_each(?1) j JOIN channel c ON c.name=j.value->>'c' JOIN seen s ON s.scope=j.value->>'c' "
        "AND s.key=j.value->>'k' AND s.req=j.value->>'r' WHERE s.off IS NULL ORDER BY j.key",
        "UPDATE seen SET off=(SELECT off FROM log l WHERE l.req=seen.req) WHERE off IS NULL AND (scope,key) "
        "IN (SELECT value->>'c',value->>'k' FROM json_each(?1))",
        "UPDATE channel SET top=max(top,coalesce((SELECT max(off) FROM log l WHERE l.channel=name),0)) "
        "WHERE name IN (SELECT value->>'c' FROM json_each(?1))",
        "SELECT s.off, s.req=j.value->>'r', s.body=j.value->>'d' FROM json_each(?1) j JOIN seen s ON "
        "s.scope=j.value->>'c' AND s.key=j.value->>'k' ORDER BY j.key"};
};

class JournalGroup : public every_database_test
{
protected:
    JournalGroup()
    {
        done("CREATE TABLE channel(name TEXT PRIMARY KEY, top INTEGER NOT NULL) WITHOUT ROWID");
        done("CREATE TABLE log(seq INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, off INTEGER NOT "
             "NULL, data TEXT NOT NULL, req TEXT NOT NULL UNIQUE, UNIQUE(channel, off))");
        done("CREATE TABLE seen(scope TEXT, key TEXT, body TEXT NOT NULL, req TEXT NOT NULL, off INTEGER, "
             "PRIMARY KEY(scope, key)) WITHOUT ROWID");
    }

    group_executor<event, receipt> make_journal() { return {db(), std::make_unique<journal_plan>()}; }

    std::vector<receipt> publish(std::vector<event> events)
    {
        auto journal = make_journal();
        std::vector<std::future<result<receipt>>> all;
        for (auto& e : events)
            all.push_back(journal.submit(std::move(e), {}, boost::asio::use_future));
        std::vector<receipt> receipts;
        for (auto& one : all)
            receipts.push_back(finish(one).value());
        return receipts;
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, JournalGroup, every_database(), name_of);

TEST_P(JournalGroup, ManyPublishers_GetOffsetsWithoutHolesOrRepeats)
{
    std::vector<event> events;
    for (int i = 0; i < 300; ++i)
        events.push_back({fmt::format("room:{}", i % 3), fmt::format("k{}", i), "{}", fmt::format("n{}", i)});
    const auto receipts = publish(events);
    std::vector<std::int64_t> next(3, 1);
    for (std::size_t i = 0; i < receipts.size(); ++i)
    {
        EXPECT_EQ(receipts[i].offset, next[i % 3]++) << i;
        EXPECT_TRUE(receipts[i].mine);
    }
    EXPECT_EQ(number("SELECT count(*) FROM log"), 300);
}

TEST_P(JournalGroup, KeySeenBefore_GetsTheFirstAnswer)
{
    const auto first = publish({{"room:1", "k", "one", "n1"}, {"room:1", "k", "one", "n2"}});
    EXPECT_EQ(first[0].offset, 1);
    EXPECT_TRUE(first[0].mine);
    EXPECT_EQ(first[1].offset, 1);
    EXPECT_FALSE(first[1].mine);
    EXPECT_TRUE(first[1].same);
    const auto other = publish({{"room:1", "k", "another text", "n3"}});
    EXPECT_EQ(other[0].offset, 1);
    EXPECT_FALSE(other[0].same) << "a conflict";
    EXPECT_EQ(number("SELECT count(*) FROM log"), 1);
}

TEST_P(JournalGroup, SameGroupSentAgain_ChangesNothing)
{
    journal_plan plan;
    const event e{"room:1", "k", "one", "n1"};
    const event* const one[] = {&e};
    const auto composed = plan.compose(one);
    for (int i = 0; i < 3; ++i)
    {
        auto told = finish(db().run(composed)).value();
        const auto receipts = plan.read(one, std::move(told));
        EXPECT_EQ(receipts.at(0).value().offset, 1);
        EXPECT_TRUE(receipts.at(0).value().mine) << "whoever sends it again is still its author";
    }
    EXPECT_EQ(number("SELECT count(*) FROM log"), 1);
}

} // namespace
} // namespace ws::turso
