#include <ws/base/secret.hpp>

#include <openssl/crypto.h>

namespace ws
{

namespace
{
constexpr std::size_t shown_at_most = 7;
} // namespace

secret::secret(std::string_view value) : value_(value.begin(), value.end()) {}

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
    return std::string(reveal().substr(0, shown_at_most)) + "…";
}

} // namespace ws
