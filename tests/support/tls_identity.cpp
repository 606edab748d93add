#include "support/tls_identity.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace ws::test
{
namespace
{

template <auto Free>
struct freed_by
{
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;
using file_ptr = std::unique_ptr<std::FILE, freed_by<std::fclose>>;

template <class T>
T checked(T value)
{
    if (!value)
        throw std::runtime_error("OpenSSL could not make a certificate");
    return value;
}

std::string make_folder()
{
    std::string folder = (std::filesystem::temp_directory_path() / "tls_identity_XXXXXX").string();
    return checked(::mkdtemp(folder.data()));
}

void add_extension(X509* to, X509* issuer, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    const extension_ptr extension(checked(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())));
    checked(X509_add_ext(to, extension.get(), -1));
}

certificate_ptr unsigned_certificate(const std::string& name, EVP_PKEY* key, long serial)
{
    certificate_ptr made(checked(X509_new()));
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    constexpr long a_day = 24 * 60 * 60;
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -a_day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), a_day);
    X509_set_pubkey(made.get(), key);
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
        reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return made;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key)
{
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    checked(X509_sign(certificate, issuer_key, EVP_sha256()));
}

void write_certificate(const std::string& path, X509* certificate)
{
    const file_ptr file(checked(std::fopen(path.c_str(), "w")));
    checked(PEM_write_X509(file.get(), certificate));
}

void write_key(const std::string& path, EVP_PKEY* key)
{
    const file_ptr file(checked(std::fopen(path.c_str(), "w")));
    checked(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr));
}

} // namespace

tls_identity::tls_identity(const std::string& host)
    : folder_(make_folder()), context_(checked(SSL_CTX_new(TLS_server_method())))
{
    const key_ptr ca_key(checked(EVP_EC_gen("P-256")));
    const auto ca = unsigned_certificate("CA of a test", ca_key.get(), 1);
    add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    sign(ca.get(), ca.get(), ca_key.get());

    const key_ptr key(checked(EVP_EC_gen("P-256")));
    const auto server = unsigned_certificate(host, key.get(), 2);
    const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
    add_extension(server.get(), ca.get(), NID_subject_alt_name, (numeric ? "IP:" : "DNS:") + host);
    sign(server.get(), ca.get(), ca_key.get());

    write_certificate(ca_file(), ca.get());
    write_certificate(certificate_file(), server.get());
    write_key(key_file(), key.get());
    checked(SSL_CTX_use_certificate(context_, server.get()));
    checked(SSL_CTX_use_PrivateKey(context_, key.get()));
}

tls_identity::~tls_identity()
{
    SSL_CTX_free(context_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

} // namespace ws::test
