#include <ws/webhook/app_event.hpp>
#include <ws/webhook/verified_body.hpp>

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::webhook;

ws::result<app_event> read(std::string_view body, std::string* why = nullptr)
{
    return read_app_event(body, parse_body(body).value(), why);
}

TEST(AppEvent, EachTarget_HasItsChannel)
{
    EXPECT_EQ(read(R"({"channel":"public:news","data":1})")->channel, "public:news");
    EXPECT_EQ(read(R"({"user":"u1","data":1})")->channel, "user:u1");
    EXPECT_EQ(read(R"({"org":"o1","data":1})")->channel, "org:o1:events");
    EXPECT_EQ(read(R"({"org":"o1","topic":"images:new","data":1})")->channel, "org:o1:images:new");
}

TEST(AppEvent, Data_KeepsItsDigitsAndLosesItsWhiteSpace)
{
    EXPECT_EQ(
        read("{\"user\":\"u\",\n \"data\": { \"n\" : 12345678901234567890.10 , \"t\": \"a b\\n\" } }")->data,
        R"({"n":12345678901234567890.10,"t":"a b\n"})");
    EXPECT_EQ(read(R"({"user":"u","data":null})")->data, "null");
}

TEST(AppEvent, MembersThatAreNotKnown_AreNotLookedAt)
{
    EXPECT_TRUE(read(R"({"type":"image.completed","user":"u","data":1,"id":"e"})"));
}

TEST(AppEvent, DataThatTheServerApiWouldNotTake_IsRefusedWithAReason)
{
    for (const std::string& data :
         {std::string(33, '[') + std::string(33, ']'), std::string(1'001, '1'), std::string(R"("\ud83d")")})
    {
        std::string why;
        EXPECT_EQ(read(R"({"user":"u","data":)" + data + '}', &why).error(), ws::errc::malformed_input)
            << data;
        EXPECT_NE(why, "") << data;
    }
    EXPECT_TRUE(read(R"({"user":"u","data":)" + std::string(32, '[') + std::string(32, ']') + '}'));
    EXPECT_TRUE(read(R"({"user":"u","data":)" + std::string(1'000, '1') + '}'));
}

TEST(AppEvent, OtherThanOneTarget_IsRefusedWithAReason)
{
    for (const std::string_view body :
         {R"({"data":1})", R"({"user":"u","org":"o","data":1})", R"({"channel":"c","user":"u","data":1})",
          "[]", "7"})
    {
        std::string why;
        EXPECT_EQ(read(body, &why).error(), ws::errc::malformed_input) << body;
        EXPECT_NE(why, "") << body;
    }
}

TEST(AppEvent, TargetThatCannotBeAChannel_IsRefused)
{
    for (const std::string& body :
         {std::string(R"({"channel":"","data":1})"), std::string(R"({"channel":7,"data":1})"),
          std::string(R"({"user":null,"data":1})"), std::string(R"({"user":"","data":1})"),
          std::string(R"({"user":"a b","data":1})"), std::string(R"({"user":"\u00e9","data":1})"),
          std::string(R"({"org":"","data":1})"), std::string(R"({"org":"a:b","data":1})"),
          std::string(R"({"org":"o","topic":"","data":1})"), std::string(R"({"org":"o","topic":1,"data":1})"),
          std::string(R"({"user":"u","topic":"t","data":1})"),
          R"({"channel":")" + std::string(256, 'c') + R"(","data":1})"})
        EXPECT_FALSE(read(body)) << body;
}

TEST(AppEvent, WithoutData_IsRefused) { EXPECT_FALSE(read(R"({"user":"u"})")); }

} // namespace
