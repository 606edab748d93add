#include "fixture.hpp"

/// Servers without version 3 of the protocol, and those that only seem to be such.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;
using testing::Not;

class HostileVersion : public hostile_test
{
protected:
    /// From now on the server has only version 2, and says so in the way of sqld: a
    /// request of version 3 in it is a 400.
    void has_only_version_2()
    {
        answer_by(
            [](const seen_request& r)
            {
                if (r.target() != "/v2/pipeline")
                    return answer(404, "404 page not found", "Content-Type: text/plain\r\n");
                for (const auto* of_version_3 : {"get_autocommit", "is_autocommit"})
                    if (r.body.find(of_version_3) != std::string::npos)
                        return answer(400, "unknown variant");
                return good_answer(r);
            });
    }

    std::vector<std::string> targets()
    {
        std::vector<std::string> found;
        for (const auto& r : server().requests())
            found.push_back(r.target());
        return found;
    }
};

TEST_F(HostileVersion, ServerWithVersion2_IsFoundOutOnce)
{
    has_only_version_2();
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    EXPECT_THAT(targets(), testing::ElementsAre("/v3/pipeline", "/v2/pipeline", "/v2/pipeline"));
}

TEST_F(HostileVersion, ServerWithVersion2_GetsNothingOfVersion3)
{
    has_only_version_2();
    auto tx = begun();
    EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
    EXPECT_TRUE(finish(tx.commit()).has_value());
    {
        auto abandoned = begun();
    }
    auto undone = begun();
    EXPECT_TRUE(finish(undone.rollback()).has_value());
    std::vector<statement> two{a_write(), a_write()};
    const auto batch = finish(db().batch(tx_mode::write, two));
    EXPECT_TRUE(batch.has_value()) << describe(batch.error());
    EXPECT_TRUE(finish(db().run_script("SELECT 1")).has_value());
    EXPECT_TRUE(finish(db().describe("SELECT 1")).has_value());
    expect_usable();
    const auto all = server().requests();
    ASSERT_GT(all.size(), 8u);
    for (std::size_t i = 1; i < all.size(); ++i)
    {
        EXPECT_EQ(all[i].target(), "/v2/pipeline");
        EXPECT_THAT(all[i].body, Not(HasSubstr("autocommit")));
    }
}

TEST_F(HostileVersion, ConditionThatVersion2CannotTell_IsRefusedUnsent)
{
    auto how = usual_options();
    how.protocol = protocol_choice::v2;
    reopen(how);
    program p;
    p.add(step_condition::autocommit(), a_write());
    const auto why = finish(db().run(p)).error();
    EXPECT_EQ(why.code, errc::unsupported) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_EQ(server().request_count(), 0u);
    expect_usable_after(why);
}

TEST_F(HostileVersion, Version2Forced_IsAskedAtOnce)
{
    has_only_version_2();
    auto how = usual_options();
    how.protocol = protocol_choice::v2;
    reopen(how);
    expect_usable();
    EXPECT_THAT(targets(), testing::ElementsAre("/v2/pipeline"));
}

TEST_F(HostileVersion, Version3Forced_IsNotLeft)
{
    has_only_version_2();
    auto how = usual_options();
    how.protocol = protocol_choice::v3;
    reopen(how);
    const auto why = failing(a_write());
    EXPECT_EQ(why.code, errc::server_error) << describe(why);
    EXPECT_EQ(why.http_status, 404u);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_THAT(targets(), testing::ElementsAre("/v3/pipeline"));
}

TEST_F(HostileVersion, DatabaseThatIsUnknown_IsNoReasonToFallBack)
{
    const auto why = write_met_with(answer(404, R"({"error":"database or namespace not found"})"));
    EXPECT_EQ(why.http_status, 404u);
    expect_usable_after(why);
    EXPECT_THAT(targets(), testing::ElementsAre("/v3/pipeline", "/v3/pipeline"));
}

/// A proxy may have said that while the server was away.
TEST_F(HostileVersion, NotFoundForBothVersions_IsAskedForVersion3Again)
{
    next(404, "no such page");
    next(404, "no such page");
    const auto why = failing(a_write());
    EXPECT_EQ(why.http_status, 404u);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    expect_usable_after(why);
    EXPECT_THAT(targets(), testing::ElementsAre("/v3/pipeline", "/v2/pipeline", "/v3/pipeline"));
}

TEST_F(HostileVersion, ManyAtOnce_AllFallBack)
{
    has_only_version_2();
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 50; ++i)
        all.push_back(db().execute(a_write(), {}, boost::asio::use_future));
    for (auto& one : all)
        EXPECT_TRUE(finish(one).has_value());
    expect_usable();
}

} // namespace
} // namespace ws::turso
