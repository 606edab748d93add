#pragma once

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <string_view>

/// OpenSSL's objects with an owner, for the files that work with its keys.
namespace ws::codec::openssl
{

template <class T, void (*free)(T*)>
struct freed_by
{
    void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using owned = std::unique_ptr<T, freed_by<T, free>>;

using number = owned<BIGNUM, BN_free>;
using pkey = owned<EVP_PKEY, EVP_PKEY_free>;
using pkey_context = owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using param_builder = owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using params = owned<OSSL_PARAM, OSSL_PARAM_free>;

/// Entries left behind would be taken for its own by TLS code on this thread.
struct error_queue_cleaner
{
    ~error_queue_cleaner() { ERR_clear_error(); }
};

inline const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// One of a key's numbers; null when it has none of that name.
inline number number_of(const EVP_PKEY* key, const char* name)
{
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1)
        return nullptr;
    return number(value);
}

} // namespace ws::codec::openssl
