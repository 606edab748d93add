#include <ws/base/secret.hpp>

#include <openssl/crypto.h>

#include <utility>

namespace ws
{

namespace
{
constexpr std::size_t shown_at_most = 7;
} // namespace

// A std::string keeps short values inside the object, so a move copies them:
// every path that leaves bytes behind wipes them.
secret::secret(std::string_view value) : value_(value) {}

secret::secret(const secret& other) = default;

secret::secret(secret&& other) noexcept : value_(other.value_)
{
    OPENSSL_cleanse(other.value_.data(), other.value_.size());
    other.value_.clear();
}

secret& secret::operator=(secret other) noexcept
{
    value_.swap(other.value_);
    return *this;
}

secret::~secret() { OPENSSL_cleanse(value_.data(), value_.size()); }

std::string secret::masked() const
{
    if (value_.empty())
        return {};
    if (value_.size() <= 3 * shown_at_most)
        return "…";
    return value_.substr(0, shown_at_most) + "…";
}

} // namespace ws
