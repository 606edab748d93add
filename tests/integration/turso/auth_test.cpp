#include "database_test.hpp"

#include <ws/codec/base64.hpp>

#include <boost/asio/post.hpp>
#include <openssl/evp.h>

#include <array>
#include <fstream>

namespace ws::turso
{
namespace
{

/// Signs tokens that a server with its public key accepts.
class token_issuer
{
public:
    token_issuer() : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free) {}

    [[nodiscard]] std::string public_key() const
    {
        std::string bytes(32, '\0');
        std::size_t size = bytes.size();
        EXPECT_EQ(EVP_PKEY_get_raw_public_key(key_.get(), as_unsigned(bytes), &size), 1);
        return codec::base64url_encode(bytes);
    }

    /// @param expires seconds since 1970
    [[nodiscard]] std::string token(std::int64_t expires) const
    {
        auto text = codec::base64url_encode(R"({"alg":"EdDSA","typ":"JWT"})") + '.' +
                    codec::base64url_encode(R"({"a":"rw","exp":)" + std::to_string(expires) + "}");
        std::string signature(64, '\0');
        std::size_t size = signature.size();
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()), 1);
        EXPECT_EQ(
            EVP_DigestSign(context.get(), as_unsigned(signature), &size, as_unsigned(text), text.size()), 1);
        return text + '.' + codec::base64url_encode(signature);
    }

private:
    static unsigned char* as_unsigned(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

/// A server that wants a token.
class Auth : public testing::Test
{
protected:
    Auth()
    {
        const auto file = folder_.path() / "key";
        std::ofstream(file) << issuer_.public_key();
        server_.emplace(std::vector<std::string>{"--auth-jwt-key-file", file.string()});
    }

    options usual_options() const
    {
        options how;
        how.url = server_->url();
        how.deadline = std::chrono::seconds(60);
        return how;
    }
    result<rows> ask(client& db) { return finish(io_, db.execute(sql("SELECT 1"))); }
    client open(options how) { return client::open(io_.get_executor(), std::move(how)).value(); }

    [[nodiscard]] std::string good_token() const { return issuer_.token(std::int64_t{1} << 33); }
    [[nodiscard]] std::string old_token() const { return issuer_.token(1'000'000'000); }

    test::temporary_folder folder_;
    token_issuer issuer_;
    boost::asio::io_context io_;
    std::optional<test::sqld_server> server_;
};

TEST_F(Auth, GoodToken_IsAccepted)
{
    options how = usual_options();
    how.token = secret(good_token());
    auto db = open(how);
    EXPECT_TRUE(ask(db).has_value());
    how.token = secret();
    how.url += "?authToken=" + good_token();
    auto by_url = open(how);
    EXPECT_TRUE(ask(by_url).has_value());
}

TEST_F(Auth, NoTokenOrAWrongOne_IsUnauthorizedAndRunsNothing)
{
    for (const auto& token : {std::string(), old_token(), good_token() + "x", std::string("no-token-at-all")})
    {
        options how = usual_options();
        how.token = secret(token);
        auto db = open(how);
        const auto why = ask(db).error();
        EXPECT_EQ(why.code, errc::unauthorized) << describe(why);
        EXPECT_EQ(why.code, condition::auth);
        EXPECT_EQ(why.what_happened, outcome::not_executed);
        EXPECT_EQ(why.http_status, 401u);
        EXPECT_EQ(token.empty() ? std::string::npos : describe(why).find(token), std::string::npos);
    }
}

TEST_F(Auth, RefusedToken_IsRenewedOnceForAllCallers)
{
    options how = usual_options();
    how.token = secret(old_token());
    int asked = 0;
    how.refresh_token = [&](boost::asio::any_completion_handler<void(secret)> done)
    {
        ++asked;
        boost::asio::post(
            io_, [done = std::move(done), this]() mutable { std::move(done)(secret(good_token())); });
    };
    auto db = open(how);
    std::vector<std::future<result<rows>>> all;
    for (int i = 0; i < 30; ++i)
        all.push_back(db.execute(sql("SELECT ?", i), {}, boost::asio::use_future));
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(to_text(finish(io_, all[static_cast<std::size_t>(i)]).value()), std::to_string(i));
    EXPECT_EQ(asked, 1);
}

TEST_F(Auth, NoBetterToken_StaysUnauthorized)
{
    options how = usual_options();
    how.token = secret(old_token());
    int asked = 0;
    how.refresh_token = [&](boost::asio::any_completion_handler<void(secret)> done)
    {
        ++asked;
        std::move(done)(secret(old_token()));
    };
    auto db = open(how);
    EXPECT_EQ(ask(db).error().code, errc::unauthorized);
    EXPECT_GE(asked, 1);
}

} // namespace
} // namespace ws::turso
