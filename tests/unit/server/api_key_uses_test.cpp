#include "unit/server/api_fixture.hpp"

namespace ws::server
{
namespace
{

using auth::api_scope;

auth::api_key key_of(std::string name, std::string_view text, api_scope scopes)
{
    return {std::move(name), codec::sha256(text), scopes};
}

/// Of a row, by the scope's name.
std::uint64_t admitted(const api_key_use& row, std::string_view scope)
{
    for (std::size_t i = 0; i < auth::api_scopes.size(); ++i)
        if (auth::api_scopes[i].name == scope)
            return row.admitted[i];
    throw std::logic_error("no such scope");
}

TEST(ApiKeyUses, Requests_AreCountedWithTheKeyTheyCameWith)
{
    system_time now{std::chrono::hours(1)};
    const auto newer = key_of("default", "new", auth::all_but_admin);
    const auto older = key_of("default", "old", auth::all_but_admin);
    api_key_uses uses({newer, older}, [&now] { return now; });
    uses.came(newer);
    uses.came(newer);
    now += std::chrono::hours(1);
    uses.came(older);
    uses.over_rate(older);

    ASSERT_EQ(uses.rows().size(), 2U);
    EXPECT_EQ(uses.rows()[0].requests, 2U);
    EXPECT_EQ(uses.rows()[0].last, system_time(std::chrono::hours(1)));
    EXPECT_EQ(uses.rows()[0].over_rate, 0U);
    EXPECT_EQ(uses.rows()[1].requests, 1U);
    EXPECT_EQ(uses.rows()[1].last, now);
    EXPECT_EQ(uses.rows()[1].over_rate, 1U);
}

TEST(ApiKeyUses, KeyThatNeverCame_HasNoTime)
{
    const api_key_uses uses(
        {key_of("a", "a", api_scope::admin)}, [] { return system_time(std::chrono::hours(1)); });
    EXPECT_EQ(uses.rows()[0].name, "a");
    EXPECT_EQ(uses.rows()[0].scopes, api_scope::admin);
    EXPECT_FALSE(uses.rows()[0].last);
}

TEST(ApiKeyUses, Admission_CountsTheScopesThatWereNeeded)
{
    const auto key = key_of("a", "a", api_scope::publish | api_scope::presence);
    api_key_uses uses({key}, [] { return system_time(); });
    EXPECT_TRUE(uses.admits(key, api_scope::publish));
    EXPECT_TRUE(uses.admits(key, api_scope::publish | api_scope::presence));
    EXPECT_TRUE(uses.admits(key, api_scope::none));
    EXPECT_FALSE(uses.admits(key, api_scope::publish | api_scope::disconnect));
    const api_key_use& row = uses.rows()[0];
    EXPECT_EQ(admitted(row, "publish"), 2U);
    EXPECT_EQ(admitted(row, "presence"), 1U);
    EXPECT_EQ(admitted(row, "disconnect"), 0U);
    EXPECT_EQ(row.missing_scope, 1U);
}

TEST(ApiKeyUses, KeyThatIsNotConfigured_IsNotCounted)
{
    const auto stranger = key_of("b", "b", api_scope::publish);
    api_key_uses uses({key_of("a", "a", api_scope::publish)}, [] { return system_time(); });
    uses.came(stranger);
    uses.over_rate(stranger);
    EXPECT_TRUE(uses.admits(stranger, api_scope::publish));
    EXPECT_FALSE(uses.admits(stranger, api_scope::admin));
    EXPECT_EQ(uses.rows().size(), 1U);
    EXPECT_EQ(uses.rows()[0].requests, 0U);
}

class ApiUses : public test::api_fixture
{
};

TEST_F(ApiUses, EveryWayOfCalling_IsCounted)
{
    const std::string publication = R"({"channel":"chat:x","data":{}})";
    call("publish", publication);
    post("/api/batch", R"({"commands":[{"publish":)" + publication + "}]}", {{"X-API-Key", full_key}});
    post("/api", R"({"method":"publish","params":)" + publication + "}", {{"X-API-Key", full_key}});
    EXPECT_EQ(status_of("publish", publication, reader_key), 403U);
    EXPECT_EQ(status_of("jobs", "{}", reader_key), 403U);
    EXPECT_EQ(status_of("publish", publication, "wrong"), 401U);

    const api_key_use& full = uses_.rows()[0];
    EXPECT_EQ(full.requests, 3U);
    EXPECT_EQ(admitted(full, "publish"), 3U);
    EXPECT_EQ(full.last, system_time(std::chrono::hours(5)));
    const api_key_use& reader = uses_.rows()[1];
    EXPECT_EQ(reader.name, "reader");
    EXPECT_EQ(reader.requests, 2U);
    EXPECT_EQ(reader.missing_scope, 2U);
}

} // namespace
} // namespace ws::server
