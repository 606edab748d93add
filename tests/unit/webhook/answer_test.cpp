#include <ws/webhook/answer.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace ws::webhook;

std::string header_of(const answer& a, std::string_view name)
{
    for (const answer_header& h : a.headers)
        if (h.name == name)
            return h.value;
    return "";
}

std::vector<verdict> all_verdicts()
{
    std::vector<verdict> all;
    for (std::size_t i = 0; i < verdict_count; ++i)
        all.push_back(static_cast<verdict>(i));
    return all;
}

TEST(Answer, EveryVerdict_HasItsStatus)
{
    const std::map<unsigned, std::vector<verdict>> table{
        {200, {verdict::ok, verdict::duplicate}},
        {202, {verdict::ignored}},
        {400,
         {verdict::missing_headers, verdict::ambiguous_headers, verdict::duplicate_header,
          verdict::malformed_id, verdict::malformed_timestamp, verdict::malformed_signature,
          verdict::timestamp_too_old, verdict::timestamp_too_new, verdict::too_many_signatures,
          verdict::ambiguous_credentials, verdict::id_mismatch, verdict::missing_id, verdict::malformed_event,
          verdict::invalid_json}},
        {401, {verdict::no_matching_signature, verdict::bad_credentials, verdict::wrong_account}},
        {403, {verdict::origin_refused}},
        {405, {verdict::method_not_allowed}},
        {409, {verdict::conflict}},
        {413, {verdict::body_too_large}},
        {415, {verdict::encoded_body}},
        {429, {verdict::rate_limited}},
        {503,
         {verdict::busy, verdict::failed, verdict::not_configured, verdict::keys_unavailable,
          verdict::store_unavailable, verdict::unknown_job, verdict::shutting_down}}};
    std::size_t listed = 0;
    for (const auto& [status, verdicts] : table)
        for (const verdict v : verdicts)
        {
            EXPECT_EQ(answer_to(v).status, status) << to_string(v);
            ++listed;
        }
    EXPECT_EQ(listed, all_verdicts().size());
}

TEST(Answer, Body_TellsTheClassOnly)
{
    EXPECT_EQ(answer_to(verdict::duplicate).body, R"({"ok":true})");
    EXPECT_EQ(answer_to(verdict::ignored).body, R"({"ok":true})");
    EXPECT_EQ(answer_to(verdict::malformed_id).body, R"({"error":"bad_request"})");
    EXPECT_EQ(answer_to(verdict::wrong_account).body, R"({"error":"unauthorized"})");
    EXPECT_EQ(answer_to(verdict::conflict).body, R"({"error":"conflict"})");
    EXPECT_EQ(answer_to(verdict::not_configured).body, R"({"error":"unavailable"})");
}

TEST(Answer, WhoShallComeBack_IsToldWhen)
{
    for (const verdict v : all_verdicts())
    {
        const answer a = answer_to(v);
        EXPECT_EQ(!header_of(a, "Retry-After").empty(), a.status == 503 || a.status == 429) << to_string(v);
    }
    EXPECT_EQ(header_of(answer_to(verdict::busy), "Retry-After"), "2");
    EXPECT_EQ(header_of(answer_to(verdict::rate_limited, std::chrono::seconds(17)), "Retry-After"), "17");
    EXPECT_EQ(header_of(answer_to(verdict::rate_limited, std::chrono::seconds(0)), "Retry-After"), "1");
}

TEST(Answer, OnlyABodyThatIsNotJson_IsNotToBeSentAgain)
{
    for (const verdict v : all_verdicts())
        EXPECT_EQ(
            header_of(answer_to(v), "webhook-delivery"), v == verdict::invalid_json ? "abort-message" : "")
            << to_string(v);
    EXPECT_EQ(header_of(answer_to(verdict::method_not_allowed), "Allow"), "POST");
}

TEST(Verdict, Names_AreDifferentWordsWithHyphens)
{
    std::map<std::string_view, int> seen;
    for (const verdict v : all_verdicts())
    {
        EXPECT_EQ(++seen[to_string(v)], 1) << to_string(v);
        EXPECT_EQ(to_string(v).find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
    }
    EXPECT_EQ(seen.count("unknown"), 0U);
}

} // namespace
