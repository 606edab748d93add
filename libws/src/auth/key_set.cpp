#include <ws/auth/key_set.hpp>
#include <ws/codec/base64.hpp>
#include <ws/codec/strict_json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <utility>

namespace ws::auth
{
namespace
{

namespace json = boost::json;

std::optional<std::string_view> text_member(const json::object& jwk, std::string_view name)
{
    const json::value* value = jwk.if_contains(name);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    return std::string_view(value->get_string());
}

bool is_absent_or(const json::object& jwk, std::string_view name, std::string_view wanted)
{
    return !jwk.contains(name) || text_member(jwk, name) == wanted;
}

bool may_verify(const json::object& jwk)
{
    const json::value* operations = jwk.if_contains("key_ops");
    if (operations == nullptr)
        return true;
    const auto is_verify = [](const json::value& name) { return name == "verify"; };
    return operations->is_array() &&
           std::any_of(operations->get_array().begin(), operations->get_array().end(), is_verify);
}

std::optional<codec::rsa_public_key> rsa_key_of(const json::object& jwk)
{
    const auto modulus = text_member(jwk, "n");
    const auto exponent = text_member(jwk, "e");
    if (!modulus || !exponent)
        return std::nullopt;
    const auto modulus_bytes = codec::base64url_decode(*modulus);
    const auto exponent_bytes = codec::base64url_decode(*exponent);
    if (!modulus_bytes || !exponent_bytes)
        return std::nullopt;
    auto key = codec::rsa_public_key::from_numbers(*modulus_bytes, *exponent_bytes);
    if (!key)
        return std::nullopt;
    return std::move(*key);
}

struct named_key
{
    std::string_view id;
    codec::rsa_public_key key;
};

std::optional<named_key> usable_key(const json::value& entry)
{
    if (!entry.is_object())
        return std::nullopt;
    const json::object& jwk = entry.get_object();
    const auto id = text_member(jwk, "kid");
    if (!id || id->empty() || id->size() > max_key_id_bytes || text_member(jwk, "kty") != "RSA" ||
        !is_absent_or(jwk, "use", "sig") || !is_absent_or(jwk, "alg", "RS256") || !may_verify(jwk))
        return std::nullopt;
    auto key = rsa_key_of(jwk);
    if (!key)
        return std::nullopt;
    return named_key{*id, std::move(*key)};
}

} // namespace

key_set_ptr key_set::for_any_id(std::vector<codec::rsa_public_key> keys)
{
    std::shared_ptr<key_set> set(new key_set);
    set->for_any_id_ = std::move(keys);
    return set;
}

std::span<const codec::rsa_public_key> key_set::find(const std::optional<std::string>& key_id) const noexcept
{
    if (!for_any_id_.empty())
        return for_any_id_;
    if (!key_id)
        return {};
    const auto found = by_id_.find(*key_id);
    if (found == by_id_.end())
        return {};
    return found->second;
}

std::size_t key_set::size() const noexcept
{
    std::size_t sum = for_any_id_.size();
    for (const auto& [id, keys] : by_id_)
        sum += keys.size();
    return sum;
}

result<key_set_ptr> parse_key_set(std::string_view text)
{
    if (text.size() > max_key_set_bytes)
        return errc::too_large;
    const auto document = codec::parse_strict_json(text);
    if (!document)
        return document.error();
    const json::value* keys = document->is_object() ? document->get_object().if_contains("keys") : nullptr;
    if (keys == nullptr || !keys->is_array())
        return errc::malformed_input;
    if (keys->get_array().size() > max_key_set_entries)
        return errc::too_large;

    std::shared_ptr<key_set> set(new key_set);
    for (const json::value& entry : keys->get_array())
    {
        auto key = usable_key(entry);
        if (!key)
        {
            ++set->skipped_;
            continue;
        }
        auto& same_id = set->by_id_[std::string(key->id)];
        if (same_id.size() < max_keys_under_one_id)
            same_id.push_back(std::move(key->key));
        else
            ++set->skipped_;
    }
    if (set->by_id_.empty())
        return errc::malformed_input;
    return key_set_ptr(std::move(set));
}

} // namespace ws::auth
