#include "support/clerk_tokens.hpp"

#include <ws/auth/key_set.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace
{

using namespace ws::auth;
namespace json = boost::json;

/// An entry that a key set takes.
json::object good_entry()
{
    return ws::test::read_json("clerk/jwks.json").at("keys").as_array().at(0).as_object();
}

json::object good_entry(const std::string& id)
{
    json::object entry = good_entry();
    entry["kid"] = id;
    return entry;
}

ws::result<key_set_ptr> parse(json::array entries)
{
    return parse_key_set(json::serialize(json::object{{"keys", std::move(entries)}}));
}

/// Whether an entry is taken beside a good one, after a change.
bool takes(const std::function<void(json::object&)>& change)
{
    json::object entry = good_entry("changed");
    change(entry);
    const auto set = parse({entry, good_entry("other")});
    EXPECT_TRUE(set);
    EXPECT_EQ((*set)->size() + (*set)->skipped(), 2U);
    return (*set)->size() == 2;
}

std::string modulus_of_bits(std::size_t bits)
{
    std::string bytes(bits / 8, '\xFF');
    return ws::codec::base64url_encode(bytes);
}

TEST(KeySet, OddDocument_KeepsTheOneGoodKey)
{
    const auto set = parse_key_set(ws::test::read_text("clerk/jwks-odd.json"));
    ASSERT_TRUE(set);
    EXPECT_EQ((*set)->size(), 1U);
    EXPECT_EQ((*set)->skipped(), 7U);
    EXPECT_EQ((*set)->find("ins_pubvec_main_01").size(), 1U);
    EXPECT_TRUE((*set)->find("ins_pubvec_weak_1024").empty());
    EXPECT_TRUE((*set)->find(std::nullopt).empty());
    EXPECT_TRUE((*set)->find("").empty());
}

TEST(KeySet, OptionalMembers_MayBeAbsentButNotOtherwise)
{
    EXPECT_TRUE(takes([](json::object&) {}));
    EXPECT_TRUE(takes([](json::object& k) { k.erase("use"); }));
    EXPECT_TRUE(takes([](json::object& k) { k.erase("alg"); }));
    EXPECT_TRUE(takes([](json::object& k) { k["key_ops"] = {"sign", "verify"}; }));
    EXPECT_TRUE(takes([](json::object& k) { k["x5c"] = {"anything"}; }));
    for (const json::value& odd : {json::value(nullptr), json::value("enc"), json::value(1)})
    {
        EXPECT_FALSE(takes([&](json::object& k) { k["use"] = odd; })) << odd;
        EXPECT_FALSE(takes([&](json::object& k) { k["alg"] = odd; })) << odd;
        EXPECT_FALSE(takes([&](json::object& k) { k["kty"] = odd; })) << odd;
        EXPECT_FALSE(takes([&](json::object& k) { k["key_ops"] = odd; })) << odd;
        EXPECT_FALSE(takes([&](json::object& k) { k["n"] = odd; })) << odd;
        EXPECT_FALSE(takes([&](json::object& k) { k["e"] = odd; })) << odd;
    }
    EXPECT_FALSE(takes([](json::object& k) { k["key_ops"] = json::array{"sign"}; }));
    EXPECT_FALSE(takes([](json::object& k) { k["alg"] = "RS512"; }));
    EXPECT_FALSE(takes([](json::object& k) { k.erase("kty"); }));
    EXPECT_FALSE(takes([](json::object& k) { k.erase("n"); }));
    EXPECT_FALSE(takes([](json::object& k) { k.erase("e"); }));
}

TEST(KeySet, Id_IsAStringOfOneTo128Bytes)
{
    EXPECT_TRUE(takes([](json::object& k) { k["kid"] = std::string(128, 'k'); }));
    EXPECT_FALSE(takes([](json::object& k) { k["kid"] = std::string(129, 'k'); }));
    EXPECT_FALSE(takes([](json::object& k) { k["kid"] = ""; }));
    EXPECT_FALSE(takes([](json::object& k) { k["kid"] = 7; }));
    EXPECT_FALSE(takes([](json::object& k) { k.erase("kid"); }));
}

TEST(KeySet, Numbers_AreStrictBase64urlOfAFitKey)
{
    EXPECT_TRUE(takes([](json::object& k) { k["n"] = modulus_of_bits(2048); }));
    EXPECT_TRUE(takes([](json::object& k) { k["n"] = modulus_of_bits(8192); }));
    EXPECT_FALSE(takes([](json::object& k) { k["n"] = modulus_of_bits(2040); }));
    EXPECT_FALSE(takes([](json::object& k) { k["n"] = modulus_of_bits(8200); }));
    EXPECT_FALSE(takes([](json::object& k) { k["n"] = modulus_of_bits(65536); }));
    EXPECT_FALSE(takes([](json::object& k) { k["n"] = ""; }));
    EXPECT_FALSE(takes([](json::object& k) { k["n"] = std::string(k["n"].as_string()) + "="; }));
    EXPECT_FALSE(takes([](json::object& k) { k["e"] = "AQAB="; }));
    EXPECT_FALSE(takes([](json::object& k) { k["e"] = "Aw"; }));
    EXPECT_FALSE(takes([](json::object& k) { k["e"] = ""; }));
}

TEST(KeySet, EntriesThatAreNoObjects_AreSkipped)
{
    const auto set = parse({nullptr, 1, "key", json::array{}, good_entry()});
    ASSERT_TRUE(set);
    EXPECT_EQ((*set)->size(), 1U);
    EXPECT_EQ((*set)->skipped(), 4U);
}

TEST(KeySet, SeveralKeysUnderOneId_AreKeptInOrderUpToFour)
{
    json::array entries;
    const auto all = ws::test::read_json("clerk/jwks.json").at("keys").as_array();
    for (int i = 0; i < 5; ++i)
    {
        json::object entry = all.at(i % 2 == 0 ? 0 : 1).as_object();
        entry["kid"] = "same";
        entries.push_back(std::move(entry));
    }
    const auto set = parse(entries);
    ASSERT_TRUE(set);
    const auto keys = (*set)->find("same");
    ASSERT_EQ(keys.size(), 4U);
    EXPECT_EQ((*set)->skipped(), 1U);
    EXPECT_EQ(keys[0].fingerprint(), keys[2].fingerprint());
    EXPECT_NE(keys[0].fingerprint(), keys[1].fingerprint());
}

TEST(KeySet, MoreThan64Entries_AreRefusedAsAWhole)
{
    json::array entries;
    for (int i = 0; i < 64; ++i)
        entries.push_back(good_entry("k" + std::to_string(i)));
    const auto set = parse(entries);
    ASSERT_TRUE(set);
    EXPECT_EQ((*set)->size(), 64U);
    entries.push_back(nullptr);
    EXPECT_EQ(parse(entries).error(), ws::errc::too_large);
}

TEST(KeySet, DocumentWithoutAUsableKey_IsNoKeySet)
{
    for (const auto* text :
         {"", "{}", "[]", "null", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[{}]})", R"({"keys":null})",
          R"({"keys":[],"keys":[]})", "<html>", "{\"keys\":["})
        EXPECT_EQ(parse_key_set(text).error(), ws::errc::malformed_input) << text;
}

TEST(KeySet, Document_IsStrictJsonOfLimitedSize)
{
    const std::string text = ws::test::read_text("clerk/jwks.json");
    EXPECT_TRUE(parse_key_set(text));
    EXPECT_FALSE(parse_key_set(text + "{}"));
    EXPECT_FALSE(parse_key_set("\xEF\xBB\xBF" + text));
    EXPECT_TRUE(parse_key_set(text + std::string(max_key_set_bytes - text.size(), ' ')));
    EXPECT_EQ(
        parse_key_set(text + std::string(max_key_set_bytes + 1 - text.size(), ' ')).error(),
        ws::errc::too_large);
}

TEST(KeySet, KeysWithoutAnId_AreTriedForEveryId)
{
    std::string why;
    const auto keys =
        ws::codec::parse_public_key_pem(ws::test::read_text("clerk/public-key.pem"), why).value();
    const auto set = key_set::for_any_id(keys);
    EXPECT_EQ(set->size(), 1U);
    EXPECT_EQ(set->find("whatever").size(), 1U);
    EXPECT_EQ(set->find(std::nullopt).size(), 1U);
}

} // namespace
