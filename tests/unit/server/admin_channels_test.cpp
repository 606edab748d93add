#include "unit/server/admin_fixture.hpp"

namespace ws::server
{
namespace
{

class AdminChannels : public test::admin_fixture
{
protected:
    void subscribe(const std::string& user, const std::string& channel)
    {
        call("subscribe", R"({"user":")" + user + R"(","channel":")" + channel + "\"}");
    }

    static std::vector<std::string> names_of(const reply& answer)
    {
        std::vector<std::string> all;
        for (const auto& channel : answer.list("channels"))
            all.emplace_back(channel.at("channel").as_string());
        return all;
    }
    using names = std::vector<std::string>;
};

TEST_F(AdminChannels, Listing_SaysWhatEachHas)
{
    connect("anna");
    connect("bert");
    subscribe("anna", "chat:x");
    subscribe("bert", "chat:x");
    subscribe("bert", "plain:y");
    call("publish", R"({"channel":"chat:x","data":{}})");
    call("publish", R"({"channel":"chat:x","data":{}})");
    const auto answer = get("/channels");
    ASSERT_EQ(names_of(answer), (names{"chat:x", "plain:y"}));
    const auto& chat = answer.list("channels")[0];
    EXPECT_EQ(chat.at("subscribers"), 2);
    EXPECT_EQ(chat.at("presence"), 2);
    EXPECT_EQ(chat.at("history").at("size"), 2);
    EXPECT_EQ(chat.at("history").at("offset"), 2);
    EXPECT_EQ(chat.at("history").at("epoch").as_string().size(), 16U);
    EXPECT_EQ(
        boost::json::serialize(answer.list("channels")[1]),
        R"({"channel":"plain:y","subscribers":1,"presence":0})");
}

TEST_F(AdminChannels, PrefixAndPages_AreByName)
{
    connect("anna");
    for (const char* channel : {"chat:c", "chat:a", "chat:b", "plain:a"})
        subscribe("anna", channel);
    EXPECT_EQ(names_of(get("/channels?prefix=chat:")), (names{"chat:a", "chat:b", "chat:c"}));
    const auto first = get("/channels?prefix=chat:&limit=2");
    EXPECT_EQ(names_of(first), (names{"chat:a", "chat:b"}));
    EXPECT_EQ(first.at("next"), R"("chat:b")");
    const auto second = get("/channels?prefix=chat:&limit=2&after=chat:b");
    EXPECT_EQ(names_of(second), names{"chat:c"});
    EXPECT_EQ(second.at("next"), "");
    EXPECT_EQ(names_of(get("/channels?prefix=none")), names{});
    EXPECT_EQ(get("/channels?pattern=chat").status, 400U);
}

} // namespace
} // namespace ws::server
