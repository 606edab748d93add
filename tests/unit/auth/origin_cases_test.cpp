#include "support/vectors.hpp"

#include <ws/auth/origin.hpp>

#include <string>

namespace
{

using namespace ws::auth;
namespace json = boost::json;

/// "allow", "deny" or "config-error": the vectors' words.
std::string verdict(const json::value& c)
{
    std::string why;
    const auto entry = parse_configured_origin(c.at("pattern").as_string(), why);
    if (!entry)
        return why.empty() ? "config-error without a reason" : "config-error";
    return origin_list({*entry}).allows(c.at("origin").as_string()) ? "allow" : "deny";
}

std::string expected(const json::value& allow)
{
    if (allow.is_bool())
        return allow.as_bool() ? "allow" : "deny";
    return std::string(allow.as_string());
}

TEST(OriginCases, EveryVector_GivesTheExpectedVerdict)
{
    const auto file = ws::test::read_vectors("clerk/origin-cases.json", "origin-cases/1");
    ws::test::expect_members(file.as_object(), {"format", "cases"});
    const auto check = [](const json::value& c)
    {
        ws::test::expect_members(c.as_object(), {"pattern", "origin", "allow", "why", "sdk_differs"});
        EXPECT_EQ(verdict(c), expected(c.at("allow"))) << "against " << c.at("origin");
    };
    ws::test::for_each_vector(file.at("cases"), check);
}

} // namespace
