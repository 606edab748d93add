#include "fixture.hpp"
#include "support/dead_ports.hpp"
#include "support/tls_identity.hpp"

/// Servers that cannot be reached, or should not be talked to.
namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;
using namespace test;
using testing::HasSubstr;

class HostileConnection : public hostile_test
{
protected:
    /// Of a client of `url`; a write, for which nothing may be left in doubt.
    error unreachable(std::string url, std::chrono::milliseconds connect_timeout = 30s)
    {
        auto how = usual_options();
        how.url = std::move(url);
        how.connect_timeout = connect_timeout;
        auto lost = open(how);
        auto why = finish(lost.execute(a_write())).error();
        EXPECT_EQ(why.code, errc::connection_failed) << describe(why);
        EXPECT_EQ(why.what_happened, outcome::not_executed) << describe(why);
        EXPECT_EQ(why.attempts, 3u) << describe(why);
        EXPECT_EQ(lost.stats().under_way, 0u);
        expect_usable_after(why);
        return why;
    }
};

TEST_F(HostileConnection, WrongUrl_IsRefusedBeforeAnythingIsSent)
{
    const std::string token = "authToken=" + std::string(secret_token);
    for (const auto& url :
         {std::string(), std::string("nonsense"), std::string("ftp://127.0.0.1"), "https://h?x=1&" + token,
          "https://h:99999?" + token, "libsql://h?tls=0&" + token,
          "https://u:" + std::string(secret_token) + "@h", "http://h?tls=1&" + token,
          "https://h?" + token + "#part"})
    {
        auto how = usual_options();
        how.url = url;
        auto told = client::open(io().get_executor(), how);
        ASSERT_FALSE(told.has_value()) << url;
        EXPECT_EQ(told.error().code, errc::bad_url) << url << describe(told.error());
        EXPECT_THAT(describe(told.error()), testing::Not(HasSubstr(secret_token)));
    }
    EXPECT_EQ(server().connection_count(), 0u);
}

TEST_F(HostileConnection, UnknownHost_IsNamed)
{
    EXPECT_THAT(unreachable("http://nosuch.invalid").message, HasSubstr("nosuch.invalid"));
}

TEST_F(HostileConnection, RefusedPort_IsNamed)
{
    const refusing_port nobody;
    const auto where = "127.0.0.1:" + std::to_string(nobody.port());
    EXPECT_THAT(unreachable("http://" + where).message, HasSubstr(where));
}

TEST_F(HostileConnection, MachineThatIsGone_IsTriedAgainWithinTheDeadline)
{
    const full_listener gone;
    const auto where = "127.0.0.1:" + std::to_string(gone.port());
    EXPECT_THAT(unreachable("http://" + where, 50ms).message, HasSubstr(where));
}

TEST_F(HostileConnection, PortThatOpensLater_GetsTheWriteOnce)
{
    scripted_server::options closed;
    closed.opens_later = true;
    scripted_server late([](const seen_request& r) { return good_answer(r); }, closed);
    auto how = usual_options();
    how.url = late.url("");
    how.repeats.max_repeats = 10'000;
    how.repeats.budget = 1;
    reopen(how);
    auto answer = db().execute(a_write(), {}, boost::asio::use_future);
    ASSERT_TRUE(run_until([&] { return db().stats().repeats >= 2; }));
    late.open_port();
    const auto told = finish(answer);
    ASSERT_TRUE(told.has_value()) << describe(told.error());
    EXPECT_EQ(late.request_count(), 1u);
    close();
    io().restart();
    io().run();
}

TEST_F(HostileConnection, PlainServerBehindHttps_GetsNoByteOfTheRequest)
{
    scripted_server::options plain;
    plain.on_accept = [](std::size_t) {
        return reaction{steps::read{1}, steps::send{answer_text(400, "plain HTTP")}, steps::close{}};
    };
    scripted_server other([](const seen_request&) { return reaction{}; }, plain);
    const auto where = "127.0.0.1:" + std::to_string(other.port());
    EXPECT_THAT(unreachable("https://" + where).message, HasSubstr(where));
    EXPECT_EQ(other.request_count(), 0u);
}

TEST_F(HostileConnection, SilenceInsteadOfTls_EndsAfterTheConnectTimeout)
{
    scripted_server::options silent;
    silent.on_accept = [](std::size_t) { return reaction{steps::stay_silent{}}; };
    scripted_server other([](const seen_request&) { return reaction{}; }, silent);
    const auto where = "127.0.0.1:" + std::to_string(other.port());
    EXPECT_THAT(unreachable("https://" + where, 100ms).message, HasSubstr(where));
}

TEST_F(HostileConnection, UntrustedCertificate_IsToldAndGetsNoByteOfTheRequest)
{
    const tls_identity identity("127.0.0.1");
    scripted_server::options tls;
    tls.tls = identity.context();
    scripted_server impostor([](const seen_request& r) { return good_answer(r); }, tls);
    EXPECT_THAT(unreachable(impostor.url("")).message, HasSubstr("certificate"));
    EXPECT_EQ(impostor.request_count(), 0u);
}

TEST_F(HostileConnection, CertificateOfAnotherHost_IsToldAndGetsNoByteOfTheRequest)
{
    const tls_identity identity("db.example.com");
    scripted_server::options tls;
    tls.tls = identity.context();
    scripted_server impostor([](const seen_request& r) { return good_answer(r); }, tls);
    auto how = usual_options();
    how.url = impostor.url("");
    how.ca_file = identity.ca_file();
    auto misled = open(how);
    const auto why = finish(misled.execute(a_write())).error();
    EXPECT_EQ(why.code, errc::connection_failed) << describe(why);
    EXPECT_EQ(why.what_happened, outcome::not_executed);
    EXPECT_THAT(why.message, HasSubstr("127.0.0.1"));
    EXPECT_EQ(impostor.request_count(), 0u);
    expect_usable_after(why);
}

TEST_F(HostileConnection, TrustedCertificate_IsTalkedTo)
{
    const tls_identity identity("127.0.0.1");
    scripted_server::options tls;
    tls.tls = identity.context();
    scripted_server good([](const seen_request& r) { return good_answer(r); }, tls);
    auto how = usual_options();
    how.url = good.url("");
    how.ca_file = identity.ca_file();
    reopen(how);
    expect_usable();
    close();
    io().restart();
    io().run();
}

} // namespace
} // namespace ws::turso
