#pragma once

#include "support/test_data.hpp"

#include <ws/codec/base64.hpp>

#include <boost/json/object.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::test
{

/// The text of a file below tests/data.
inline std::string read_text(const std::string& path)
{
    std::ifstream file(std::string(WS_TEST_DATA) + '/' + path, std::ios::binary);
    if (!file)
        throw std::runtime_error("no test data " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Signs RS256 tokens with one of the private keys in clerk/test-keys.json.
class rsa_signer
{
public:
    explicit rsa_signer(std::string_view key_name)
    {
        const auto file = read_json("clerk/test-keys.json");
        const auto& jwk = file.at("keys").at(key_name).at("private_jwk").as_object();
        key_.reset(private_key_of(jwk), EVP_PKEY_free);
    }

    /// A compact JWS of these two texts, whatever they hold.
    [[nodiscard]] std::string sign(std::string_view header, std::string_view payload) const
    {
        const std::string input = codec::base64url_encode(header) + '.' + codec::base64url_encode(payload);
        return input + '.' + codec::base64url_encode(signature_of(input));
    }

    [[nodiscard]] std::string signature_of(std::string_view message) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
        std::string signature(size, '\0');
        check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()));
        check(EVP_DigestSign(
            context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
            reinterpret_cast<const unsigned char*>(message.data()), message.size()));
        signature.resize(size);
        return signature;
    }

private:
    static void check(int openssl_result)
    {
        if (openssl_result != 1)
            throw std::runtime_error("OpenSSL cannot use a test key");
    }

    static EVP_PKEY* private_key_of(const boost::json::object& jwk)
    {
        static constexpr std::array<std::pair<std::string_view, const char*>, 8> names{{
            {"n", OSSL_PKEY_PARAM_RSA_N},
            {"e", OSSL_PKEY_PARAM_RSA_E},
            {"d", OSSL_PKEY_PARAM_RSA_D},
            {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
            {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
            {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
            {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
            {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
        }};
        using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
        std::vector<number> numbers; // the builder only points to them
        const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
            OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
        for (const auto& [member, param] : names)
        {
            const std::string bytes = codec::base64url_decode(jwk.at(member).as_string()).value();
            numbers.emplace_back(
                BN_bin2bn(
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                    nullptr),
                &BN_free);
            check(OSSL_PARAM_BLD_push_BN(builder.get(), param, numbers.back().get()));
        }
        const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> params(
            OSSL_PARAM_BLD_to_param(builder.get()), &OSSL_PARAM_free);
        const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
            EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), &EVP_PKEY_CTX_free);
        EVP_PKEY* key = nullptr;
        check(EVP_PKEY_fromdata_init(context.get()));
        check(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()));
        return key;
    }

    std::shared_ptr<EVP_PKEY> key_;
};

} // namespace ws::test
