#include "fixture.hpp"
#include "support/tls_identity.hpp"

/// Servers that send a stream elsewhere.
namespace ws::turso
{
namespace
{

using namespace test;
using testing::HasSubstr;

class HostileBaseUrl : public hostile_test
{
protected:
    HostileBaseUrl() : elsewhere_([](const seen_request& r) { return good_answer(r); }) {}

    scripted_server& elsewhere() { return elsewhere_; }

    /// Every stream of server() that goes on is sent to `url`.
    void send_streams_to(std::string url)
    {
        answer_by(
            [url = std::move(url)](const seen_request& r)
            {
                auto facts = usual_facts(r);
                facts.base_url = url;
                return good_answer(r, facts);
            });
    }

    error refused_after_being_sent_to(std::string url)
    {
        send_streams_to(std::move(url));
        const auto before = server().request_count();
        auto tx = finish(db().begin()).value();
        const auto why = finish(tx.execute(a_write())).error();
        EXPECT_EQ(why.code, errc::base_url_refused) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(tx.state(), tx_state::lost);
        EXPECT_EQ(finish(tx.commit()).error().code, errc::tx_lost);
        EXPECT_TRUE(run_until([&] { return server().request_count() == before + 2; }));
        EXPECT_TRUE(pipelines().back().only_closes());
        EXPECT_NE(pipelines().back().baton, "");
        EXPECT_EQ(elsewhere().connection_count(), 0u);
        expect_usable_after(why);
        return why;
    }

private:
    scripted_server elsewhere_;
};

TEST_F(HostileBaseUrl, SameHostOtherPort_MovesThatStreamOnly)
{
    send_streams_to(elsewhere().url(""));
    auto tx = begun();
    EXPECT_TRUE(finish(db().execute(a_read())).has_value());
    EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
    EXPECT_TRUE(finish(tx.execute(a_write())).has_value());
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(server().request_count(), 2u);
    ASSERT_EQ(elsewhere().request_count(), 3u);
    EXPECT_EQ(seen_pipeline(elsewhere().requests()[2]).sql.back(), "COMMIT");
    EXPECT_EQ(elsewhere().requests()[0].header("Authorization"), "Bearer " + std::string(secret_token));
    expect_usable();
    EXPECT_EQ(server().request_count(), 3u);
}

TEST_F(HostileBaseUrl, WithPath_IsKept)
{
    send_streams_to(elsewhere().url("/over/there/"));
    auto tx = begun();
    EXPECT_TRUE(finish(tx.commit()).has_value());
    ASSERT_EQ(elsewhere().request_count(), 1u);
    EXPECT_EQ(elsewhere().requests()[0].target(), "/over/there/v3/pipeline");
}

TEST_F(HostileBaseUrl, AbandonedTransaction_IsClosedWhereItIs)
{
    send_streams_to(elsewhere().url(""));
    {
        auto tx = begun();
    }
    ASSERT_TRUE(run_until([&] { return elsewhere().request_count() == 1; }));
    EXPECT_TRUE(seen_pipeline(elsewhere().requests()[0]).only_closes());
}

TEST_F(HostileBaseUrl, EmptyText_MeansTheSamePlace)
{
    next(
        200, R"({"baton":"b","base_url":"","results":[)"
             R"({"type":"ok","response":{"type":"batch","result":{"step_results":[{"cols":[],"rows":[]},)"
             R"({"cols":[],"rows":[]}],"step_errors":[null,null]}}},)"
             R"({"type":"ok","response":{"type":"get_autocommit","is_autocommit":false}}]})");
    auto tx = begun();
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(server().request_count(), 2u);
}

TEST_F(HostileBaseUrl, OfAStreamThatWasClosed_DoesNotMatter)
{
    stream_facts facts;
    facts.base_url = "https://evil.example";
    answer_by([facts](const seen_request& r) { return good_answer(r, facts); });
    EXPECT_TRUE(finish(db().execute(a_write())).has_value());
    expect_usable();
    EXPECT_EQ(server().request_count(), 2u);
}

TEST_F(HostileBaseUrl, OtherHost_IsRefusedAndGetsNothing)
{
    const auto url = "http://localhost:" + std::to_string(elsewhere().port());
    EXPECT_THAT(refused_after_being_sent_to(url).message, HasSubstr("localhost"));
}

TEST_F(HostileBaseUrl, TrustedHost_IsFollowed)
{
    auto how = usual_options();
    how.trusted_hosts = {"localhost"};
    reopen(how);
    send_streams_to("http://localhost:" + std::to_string(elsewhere().port()));
    auto tx = begun();
    EXPECT_TRUE(finish(tx.commit()).has_value());
    EXPECT_EQ(elsewhere().request_count(), 1u);
}

TEST_F(HostileBaseUrl, NoWebAddress_IsRefused)
{
    for (const auto* url :
         {"nonsense", "ftp://127.0.0.1/", "file:/etc/passwd", "//127.0.0.1", ":memory:", "libsql://127.0.0.1",
          "http://", "http://127.0.0.1:99999", "http://127.0.0.1@localhost", "http://127.0.0.1/#part"})
        EXPECT_THAT(refused_after_being_sent_to(url).message, HasSubstr("base_url")) << url;
}

TEST_F(HostileBaseUrl, WithoutABaton_ClosesNothing)
{
    stream_facts facts;
    facts.base_url = "http://localhost:1";
    answer_by([facts](const seen_request& r) { return good_answer(r, facts); });
    auto tx = finish(db().begin()).value();
    const auto why = finish(tx.execute(a_write())).error();
    EXPECT_EQ(why.code, errc::base_url_refused) << describe(why);
    expect_usable_after(why);
    EXPECT_EQ(server().request_count(), 2u);
}

TEST_F(HostileBaseUrl, FromEncryptedToPlain_IsRefused)
{
    const tls_identity identity("127.0.0.1");
    scripted_server::options tls;
    tls.tls = identity.context();
    scripted_server encrypted(
        [&](const seen_request& r)
        {
            auto facts = usual_facts(r);
            facts.base_url = elsewhere().url("");
            return good_answer(r, facts);
        },
        tls);
    auto how = usual_options();
    how.url = encrypted.url("");
    how.ca_file = identity.ca_file();
    reopen(how);
    {
        auto tx = finish(db().begin()).value();
        const auto why = finish(tx.execute(a_write())).error();
        EXPECT_EQ(why.code, errc::base_url_refused) << describe(why);
        EXPECT_THAT(why.message, HasSubstr("unencrypted"));
        expect_usable_after(why);
    }
    EXPECT_EQ(elsewhere().connection_count(), 0u);
    close();
    io().restart();
    io().run();
}

} // namespace
} // namespace ws::turso
