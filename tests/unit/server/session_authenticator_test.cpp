#include "server/session_authenticator.hpp"
#include "support/clerk_tokens.hpp"
#include "support/log_capture.hpp"
#include "support/run_task.hpp"

#include <gtest/gtest.h>

namespace ws::server
{
namespace
{

using realtime::auth_failure;
using namespace std::chrono_literals;

/// Keys that may be away, and that let the test act while somebody waits for them.
class keys_in_hand final : public auth::clerk_keys
{
public:
    net::task<auth::key_answer> keys_for(auth::key_request&) override
    {
        if (meanwhile)
            meanwhile();
        auth::key_answer answer;
        answer.what = keys ? auth::key_answer::action::use : auth::key_answer::action::refuse;
        answer.keys = keys;
        co_return answer;
    }
    net::task<void> start(std::chrono::milliseconds) override { co_return; }
    net::task<void> stop() override { co_return; }
    auth::clerk_keys_status status() const override { return {}; }

    auth::key_set_ptr keys;
    std::function<void()> meanwhile;
};

class SessionAuthenticator : public testing::Test
{
protected:
    SessionAuthenticator()
    {
        keys_.keys = *auth::parse_key_set(test::read_text("clerk/jwks.json"));
        options_.hmac.secrets = {secret("a-secret")};
    }

    std::variant<realtime::identity, auth_failure> ask(std::string token)
    {
        const auto authenticator = make_session_authenticator(
            options_, with_keys_ ? &keys_ : nullptr, denials_, changes_, tickets_, counts_,
            [this] { return now_; });
        const realtime::connection_origin from{
            .has_origin = has_origin_, .address = "192.0.2.1", .ticket = ticket_};
        return test::run(io_, authenticator->authenticate(token, from));
    }

    static std::string session_of(std::string_view claims)
    {
        return test::rsa_signer("main").sign(
            R"({"alg":"RS256","typ":"JWT","kid":"ins_pubvec_main_01"})", claims);
    }

    std::string good() const
    {
        return session_of(
            R"({"sub":"user_1","sid":"sess_1","exp":1893456060,"v":2,"o":{"id":"org_1","rol":"admin"}})");
    }

    /// The same person's, made at that second.
    static std::string made_at(std::chrono::sys_seconds issued)
    {
        return session_of(
            R"({"sub":"user_1","sid":"sess_1","exp":1893456060,"iat":)" +
            std::to_string(issued.time_since_epoch().count()) +
            R"(,"v":2,"fea":"o:images","o":{"id":"org_1","rol":"admin","per":"read","fpm":"1"}})");
    }

    bool leaves_in_doubt(std::string token)
    {
        const auto verdict = ask(std::move(token));
        return std::get<realtime::identity>(verdict).permissions_in_doubt;
    }

    static auth_failure failure(const std::variant<realtime::identity, auth_failure>& verdict)
    {
        return std::get<auth_failure>(verdict);
    }

    net::asio::io_context io_{1};
    system_time now_{1'893'456'000s};
    session_options options_;
    keys_in_hand keys_;
    bool with_keys_ = true;
    bool has_origin_ = true;
    auth::deny_list denials_;
    auth::permission_changes changes_;
    auth::ticket_register tickets_;
    std::string ticket_; ///< that the connection was opened with
    auth_counts counts_;
    test::log_capture log_;
};

TEST_F(SessionAuthenticator, SessionToken_GivesWhoAndWhere)
{
    const auto verdict = ask(good());
    const auto& who = std::get<realtime::identity>(verdict);
    EXPECT_EQ(who.user, "user_1");
    EXPECT_EQ(who.session, "sess_1");
    EXPECT_EQ(who.organization, "org_1");
    EXPECT_EQ(who.organization_role, "org:admin");
    EXPECT_TRUE(who.spread_ttl);
    EXPECT_EQ(who.expires, std::chrono::sys_seconds(1'893'456'060s));
    EXPECT_EQ(counts_.accepted, 1U);
}

TEST_F(SessionAuthenticator, ModeSession_LivesByTheConnectionsTime)
{
    options_.connection_ttl = 600s;
    const auto verdict = ask(good());
    EXPECT_EQ(std::get<realtime::identity>(verdict).expires, std::chrono::sys_seconds(1'893'456'600s));
    now_ += 120s;
    EXPECT_EQ(failure(ask(good())), auth_failure::expired);
}

TEST_F(SessionAuthenticator, EachKindOfTokenHasItsVerifierAlone)
{
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(
        ask(auth::sign_hmac_token(R"({"sub":"anna"})", secret("a-secret")))));
    options_.hmac.secrets.clear();
    EXPECT_EQ(
        failure(ask(auth::sign_hmac_token(R"({"sub":"anna"})", secret("a-secret")))), auth_failure::invalid);
    with_keys_ = false;
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
}

TEST_F(SessionAuthenticator, ForgedSessionToken_IsNotTriedAsAnHmacToken)
{
    const std::string header = codec::base64url_encode(R"({"alg":"HS256","kid":"ins_pubvec_main_01"})");
    const std::string hmac = auth::sign_hmac_token(R"({"sub":"anna"})", secret("a-secret"));
    EXPECT_EQ(failure(ask(header + hmac.substr(hmac.find('.')))), auth_failure::invalid);
    EXPECT_EQ(counts_.refused[static_cast<std::size_t>(auth::token_reason::token_invalid_algorithm)], 1U);
}

TEST_F(SessionAuthenticator, TokenForTheHmacVerifier_IsRefusedByName)
{
    const auto reason_of = [this](const std::string& token)
    {
        counts_ = {};
        ask(token);
        for (std::size_t i = 0; i < counts_.refused.size(); ++i)
            if (counts_.refused[i] > 0)
                return to_string(static_cast<auth::token_reason>(i));
        return std::string_view("ok");
    };
    const auto with_header = [](std::string_view header)
    { return codec::base64url_encode(header) + '.' + codec::base64url_encode("{}") + ".c2ln"; };
    const auto with_claims = [](const std::string& claims)
    { return auth::sign_hmac_token(claims, secret("a-secret")); };
    EXPECT_EQ(reason_of(with_header(R"({"alg":"none"})")), "token-invalid-algorithm");
    EXPECT_EQ(reason_of(with_header(R"({"alg":"HS512"})")), "token-invalid-algorithm");
    EXPECT_EQ(reason_of(with_header("{}")), "token-invalid-algorithm");
    EXPECT_EQ(reason_of(with_header(R"({"alg":"HS256"})")), "token-invalid");
    EXPECT_EQ(reason_of("no token"), "token-invalid");
    EXPECT_EQ(reason_of(with_claims(R"({"sub":"u","nbf":1893456001})")), "token-not-active-yet");
    EXPECT_EQ(reason_of(with_claims(R"({"sub":"u","exp":1893456000,"nbf":1893456001})")), "token-expired");
    EXPECT_EQ(reason_of(with_claims(R"({"sub":"u","expire_at":1893456000})")), "token-expired");
}

TEST_F(SessionAuthenticator, WithoutHmacSecrets_TheFirstFaultOfATokenIsItsReason)
{
    options_.hmac.secrets.clear();
    const auto refusals = [this](auth::token_reason r)
    { return counts_.refused[static_cast<std::size_t>(r)]; };
    const auto token_of = [](std::string_view header, std::string_view payload)
    { return codec::base64url_encode(header) + '.' + codec::base64url_encode(payload) + '.'; };
    ask(token_of(R"({"alg":"none"})", "{}"));
    ask(token_of("{}", "{}"));
    EXPECT_EQ(refusals(auth::token_reason::token_invalid_algorithm), 2U);
    ask(token_of(R"({"alg":"none","crit":["x"]})", "{}"));
    ask(token_of(R"({"alg":"none"})", "no JSON"));
    ask("no token");
    EXPECT_EQ(refusals(auth::token_reason::token_invalid), 3U);
}

TEST_F(SessionAuthenticator, LongNumberInAClaim_KeepsTheTokenWithItsVerifier)
{
    const std::string digits(60, '1');
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(
        ask(session_of(R"({"sub":"user_1","sid":"sess_1","exp":1893456060,"own":)" + digits + "}"))));
}

TEST_F(SessionAuthenticator, TokenThatOnlyTheSkewLetsPass_GetsASecondToRefresh)
{
    now_ += 63s;
    const auto verdict = ask(good());
    EXPECT_EQ(std::get<realtime::identity>(verdict).expires, std::chrono::sys_seconds(1'893'456'064s));
}

TEST_F(SessionAuthenticator, TokenWithoutAzp_PassesOnlyWhereAllowedAndWithoutOrigin)
{
    options_.tokens.authorized_parties = {"https://app.example.com"};
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
    options_.tokens.allow_missing_azp = true;
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
    has_origin_ = false;
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(ask(good())));
}

TEST_F(SessionAuthenticator, KeysThatCannotBeHad_AreNoFaultOfTheToken)
{
    keys_.keys = nullptr;
    EXPECT_EQ(failure(ask(good())), auth_failure::unavailable);
}

TEST_F(SessionAuthenticator, DeniedSessionOrUser_IsInvalid)
{
    denials_.deny_session("sess_1", now_ + 10min, now_);
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
    denials_.lift_session("sess_1", now_);
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(ask(good())));
    denials_.delete_user("user_1");
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
    const auto reason = static_cast<std::size_t>(auth::token_reason::session_revoked);
    EXPECT_EQ(counts_.refused[reason], 2U);
}

TEST_F(SessionAuthenticator, SessionThatEndsDuringTheWaitForKeys_IsDenied)
{
    keys_.meanwhile = [this] { denials_.deny_session("sess_1", now_ + 10min, now_); };
    EXPECT_EQ(failure(ask(good())), auth_failure::invalid);
}

TEST_F(SessionAuthenticator, DeletedUser_IsDeniedWithAnHmacTokenToo)
{
    denials_.delete_user("anna");
    EXPECT_EQ(
        failure(ask(auth::sign_hmac_token(R"({"sub":"anna"})", secret("a-secret")))), auth_failure::invalid);
}

TEST_F(SessionAuthenticator, SpentTicket_IsInvalidForAllButItsConnection)
{
    const std::string token =
        auth::sign_hmac_token(R"({"sub":"anna","jti":"t1","exp":1893456030})", secret("a-secret"));
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(ask(token)));
    tickets_.use({"t1", std::chrono::sys_seconds(1'893'456'030s)}, now_);
    EXPECT_EQ(failure(ask(token)), auth_failure::invalid);
    EXPECT_EQ(log_.count(R"("reason":"token-invalid","verifier":"hs256")"), 1U);
    ticket_ = "another";
    EXPECT_EQ(failure(ask(token)), auth_failure::invalid);
    ticket_ = "t1";
    EXPECT_TRUE(std::holds_alternative<realtime::identity>(ask(token)));
}

TEST_F(SessionAuthenticator, DeniedMembership_DropsTheOrganisationAlone)
{
    denials_.deny_membership("user_1", "org_1", now_ + 10min, now_);
    const auto verdict = ask(good());
    const auto& who = std::get<realtime::identity>(verdict);
    EXPECT_EQ(who.user, "user_1");
    EXPECT_EQ(who.organization, "");
    EXPECT_EQ(who.organization_role, "");
}

TEST_F(SessionAuthenticator, TokenFromBeforeAChange_LeavesThePermissionsInDoubt)
{
    const auto changed = std::chrono::floor<std::chrono::seconds>(now_) - 10s;
    EXPECT_FALSE(leaves_in_doubt(made_at(changed)));
    changes_.role("org:admin", changed, now_);
    const auto verdict = ask(made_at(changed));
    const auto& who = std::get<realtime::identity>(verdict);
    EXPECT_TRUE(who.permissions_in_doubt);
    EXPECT_EQ(who.user, "user_1");
    EXPECT_EQ(who.organization, "org_1") << "the membership is not in doubt";
    EXPECT_EQ(counts_.accepted, 2U);
}

TEST_F(SessionAuthenticator, ConfiguredSkew_DecidesWhatIsNewerThanAChange)
{
    const auto changed = std::chrono::floor<std::chrono::seconds>(now_) - 10s;
    changes_.permission("org:images:read", changed, now_);
    EXPECT_TRUE(leaves_in_doubt(made_at(changed + 5s)));
    EXPECT_FALSE(leaves_in_doubt(made_at(changed + 6s)));
    options_.tokens.clock_skew = 0ms;
    EXPECT_TRUE(leaves_in_doubt(made_at(changed)));
    EXPECT_FALSE(leaves_in_doubt(made_at(changed + 1s)));
}

TEST_F(SessionAuthenticator, TokenWithoutTime_IsInDoubtAfterAChange)
{
    changes_.membership("user_1", "org_1", now_ - 1min, now_);
    EXPECT_TRUE(leaves_in_doubt(good()));
}

TEST_F(SessionAuthenticator, RoleThatChangesDuringTheWaitForKeys_IsInDoubt)
{
    keys_.meanwhile = [this] { changes_.role("org:admin", now_, now_); };
    EXPECT_TRUE(leaves_in_doubt(made_at(std::chrono::floor<std::chrono::seconds>(now_))));
}

TEST_F(SessionAuthenticator, DeniedMembership_LeavesNothingInDoubt)
{
    changes_.role("org:admin", now_, now_);
    denials_.deny_membership("user_1", "org_1", now_ + 10min, now_);
    EXPECT_FALSE(leaves_in_doubt(good()));
}

TEST_F(SessionAuthenticator, Failures_AreLoggedWithTheirReasonAndWithoutTheToken)
{
    now_ += 1h;
    EXPECT_EQ(failure(ask(good())), auth_failure::expired);
    EXPECT_EQ(log_.count("token-expired"), 1U);
    EXPECT_EQ(log_.count(R"("kid":"ins_pubvec_main_01","claimed_user":"user_1","address":"192.0.2.1")"), 1U);
    EXPECT_EQ(log_.count("eyJ"), 0U);
}

} // namespace
} // namespace ws::server
