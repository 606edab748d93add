#include <ws/realtime/wire_format.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace ws::realtime
{
namespace
{

const wire_format& format = json_wire_format();

template <class Result>
std::string reply(std::uint32_t id, const Result& r)
{
    std::string out;
    format.reply(out, id, r);
    return out;
}

publication_ptr make_publication(std::string data, std::uint64_t offset = 0)
{
    auto p = std::make_shared<publication>();
    p->data = std::move(data);
    p->offset = offset;
    return p;
}

} // namespace

TEST(JsonReply, Errors_NameCodeAndMessage)
{
    std::string out;
    format.error_reply(out, 7, error::permission_denied);
    EXPECT_EQ(out, R"({"id":7,"error":{"code":103,"message":"permission denied"}})");
    out.clear();
    format.error_reply(out, 7, error::internal);
    EXPECT_EQ(out, R"({"id":7,"error":{"code":100,"message":"internal server error","temporary":true}})");
}

TEST(JsonReply, EmptyResults_KeepTheirMember)
{
    EXPECT_EQ(reply(1, connect_result()), R"({"id":1,"connect":{}})");
    EXPECT_EQ(reply(2, subscribe_result()), R"({"id":2,"subscribe":{}})");
    EXPECT_EQ(reply(3, unsubscribe_result()), R"({"id":3,"unsubscribe":{}})");
    EXPECT_EQ(reply(4, publish_result()), R"({"id":4,"publish":{}})");
    EXPECT_EQ(reply(5, presence_result()), R"({"id":5,"presence":{"presence":{}}})");
    EXPECT_EQ(
        reply(6, presence_stats_result()), R"({"id":6,"presence_stats":{"num_clients":0,"num_users":0}})");
    EXPECT_EQ(reply(7, history_result()), R"({"id":7,"history":{"publications":[],"epoch":"","offset":0}})");
    EXPECT_EQ(reply(8, refresh_result()), R"({"id":8,"refresh":{}})");
    EXPECT_EQ(reply(9, sub_refresh_result()), R"({"id":9,"sub_refresh":{}})");
}

TEST(JsonReply, Connect_WritesWhatIsSet)
{
    connect_result r;
    r.client = "c1";
    r.version = "1.0";
    r.expires = true;
    r.ttl = 60;
    r.ping = 25;
    r.pong = true;
    subscribe_result sub;
    sub.recoverable = sub.positioned = true;
    sub.position = {3, "ep"};
    r.subs.emplace_back("a:1", sub);
    r.subs.emplace_back("q\"\n", subscribe_result());
    EXPECT_EQ(
        reply(1, r), R"({"id":1,"connect":{"client":"c1","version":"1.0","expires":true,"ttl":60,)"
                     R"("subs":{"a:1":{"recoverable":true,"epoch":"ep","offset":3,"positioned":true},)"
                     R"("q\"\n":{}},"ping":25,"pong":true}})");
}

TEST(JsonReply, Subscribe_WritesWhatIsSet)
{
    subscribe_result r;
    r.expires = true;
    r.ttl = 5;
    r.recoverable = r.positioned = r.was_recovering = r.recovered = true;
    r.position = {1, "ep"};
    r.publications = {make_publication(R"({"a":1})", 2), make_publication("2", 3)};
    r.data = R"({"d":null})";
    EXPECT_EQ(
        reply(4, r),
        R"({"id":4,"subscribe":{"expires":true,"ttl":5,"recoverable":true,"epoch":"ep",)"
        R"("publications":[{"data":{"a":1},"offset":2},{"data":2,"offset":3}],)"
        R"("recovered":true,"offset":1,"positioned":true,"data":{"d":null},"was_recovering":true}})");
}

TEST(JsonReply, Presence_IsKeyedByClient)
{
    presence_result r;
    r.clients.push_back({"42", "c1", R"({"n":1})", R"("chan")"});
    r.clients.push_back({"", "c2", "", ""});
    EXPECT_EQ(
        reply(1, r),
        R"({"id":1,"presence":{"presence":{"c1":{"user":"42","client":"c1","conn_info":{"n":1},"chan_info":"chan"},)"
        R"("c2":{"user":"","client":"c2"}}}})");
}

TEST(JsonReply, HistoryAndRefreshes_WriteWhatIsSet)
{
    history_result h;
    h.publications = {make_publication("1", 4)};
    h.position = {9007199254740991, "ep"};
    EXPECT_EQ(
        reply(1, h),
        R"({"id":1,"history":{"publications":[{"data":1,"offset":4}],"epoch":"ep","offset":9007199254740991}})");
    EXPECT_EQ(
        reply(2, refresh_result{"c", true, 9}),
        R"({"id":2,"refresh":{"client":"c","expires":true,"ttl":9}})");
    EXPECT_EQ(reply(3, sub_refresh_result{true, 9}), R"({"id":3,"sub_refresh":{"expires":true,"ttl":9}})");
    EXPECT_EQ(
        reply(4, presence_stats_result{3, 2}),
        R"({"id":4,"presence_stats":{"num_clients":3,"num_users":2}})");
    EXPECT_EQ(reply(4294967295, publish_result()), R"({"id":4294967295,"publish":{}})");
}

TEST(JsonPush, Publication_WritesWhatIsSet)
{
    publication p;
    p.data = R"({"text":"hi"})";
    std::string out;
    format.push_publication(out, "chat:1", p);
    EXPECT_EQ(out, R"({"push":{"channel":"chat:1","pub":{"data":{"text":"hi"}}}})");

    p.offset = 5;
    p.info = std::make_shared<const client_info>(client_info{"42", "c1", "", ""});
    p.tags = {{"k\"", "v\n"}, {"x", ""}};
    out.clear();
    format.push_publication(out, "chat:1", p);
    EXPECT_EQ(
        out, R"({"push":{"channel":"chat:1","pub":{"data":{"text":"hi"},"info":{"user":"42","client":"c1"},)"
             R"("offset":5,"tags":{"k\"":"v\n","x":""}}}})");
}

TEST(JsonPush, OtherKinds_WriteTheirShape)
{
    const client_info who{"42", "c1", "", "1"};
    std::string out;
    format.push_ping(out);
    format.push_join(out, "r:1", who);
    format.push_leave(out, "r:1", who);
    format.push_unsubscribe(out, "r:1", unsubscribe_with::insufficient_state);
    format.push_refresh(out, true, 30);
    format.push_refresh(out, false, 0);
    subscribe_push s;
    format.push_subscribe(out, "r:1", s);
    s.recoverable = s.positioned = true;
    s.position = {2, "ep"};
    s.data = "[]";
    format.push_subscribe(out, "r:1", s);
    EXPECT_EQ(
        out, "{}\n"
             R"({"push":{"channel":"r:1","join":{"info":{"user":"42","client":"c1","chan_info":1}}}})"
             "\n"
             R"({"push":{"channel":"r:1","leave":{"info":{"user":"42","client":"c1","chan_info":1}}}})"
             "\n"
             R"({"push":{"channel":"r:1","unsubscribe":{"code":2500,"reason":"insufficient state"}}})"
             "\n"
             R"({"push":{"refresh":{"expires":true,"ttl":30}}})"
             "\n"
             R"({"push":{"refresh":{}}})"
             "\n"
             R"({"push":{"channel":"r:1","subscribe":{}}})"
             "\n"
             R"({"push":{"channel":"r:1","subscribe":{"recoverable":true,"epoch":"ep","offset":2,)"
             R"("positioned":true,"data":[]}}})");
}

TEST(JsonPush, Names_AreEscapedAndHoldNoLineFeed)
{
    publication p;
    p.data = "1";
    std::string out;
    format.push_publication(out, "a\"b\\c\nd\r\xC3\xA9", p);
    EXPECT_EQ(out, "{\"push\":{\"channel\":\"a\\\"b\\\\c\\nd\\r\xC3\xA9\",\"pub\":{\"data\":1}}}");
}

TEST(JsonSeal, Messages_BecomeOneTextFrame)
{
    std::string out;
    format.push_ping(out);
    format.reply(out, 1, publish_result());
    const auto frame = format.seal(out);
    EXPECT_EQ(frame->payload(), "{}\n{\"id\":1,\"publish\":{}}");
    EXPECT_EQ(frame->wire().substr(0, 2), "\x81\x18");
}

} // namespace ws::realtime
