#include "support/test_data.hpp"

#include <ws/auth/origin.hpp>

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace ws::auth;

/// "allow", "deny" or "config-error": the vectors' words.
std::string verdict(const boost::json::value& c)
{
    std::string why;
    const auto entry = parse_configured_origin(c.at("pattern").as_string(), why);
    if (!entry)
        return why.empty() ? "config-error without a reason" : "config-error";
    return origin_list({*entry}).allows(c.at("origin").as_string()) ? "allow" : "deny";
}

std::string expected(const boost::json::value& allow)
{
    if (allow.is_bool())
        return allow.as_bool() ? "allow" : "deny";
    return std::string(allow.as_string());
}

TEST(OriginCases, EveryVector_GivesTheExpectedVerdict)
{
    const auto cases = ws::test::read_json("clerk/origin-cases.json").at("cases").as_array();
    ASSERT_EQ(cases.size(), 31U);
    for (const auto& c : cases)
        EXPECT_EQ(verdict(c), expected(c.at("allow"))) << c.at("pattern") << " against " << c.at("origin");
}

} // namespace
