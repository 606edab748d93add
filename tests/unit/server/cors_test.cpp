#include "server/cors.hpp"
#include "support/vectors.hpp"
#include "unit/server/responses.hpp"

#include <initializer_list>
#include <string>

namespace ws::server
{
namespace
{

using test::value_of;

constexpr const char* app = "https://app.example";
constexpr const char* all_of_preflight =
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

class Cors : public testing::Test
{
protected:
    Cors()
    {
        policy_.allowed = auth::origin_list({auth::parse_origin(app).value()});
        add("GET", "/open", true);
        add("POST", "/open", true);
        add("POST", "/api/info", false);
    }

    void add(std::string method, std::string path, bool cross_origin)
    {
        net::http_route route;
        route.method = std::move(method);
        route.path = std::move(path);
        route.cross_origin = cross_origin;
        table_.add(std::move(route));
    }

    /// What the request gets: CORS's own answer, or the route's 200 as CORS completes it.
    net::http_response
    ask(std::string method, std::string path, std::initializer_list<net::http_header> headers)
    {
        net::http_request request;
        request.method = std::move(method);
        request.path = std::move(path);
        request.headers = headers;
        const auto found = table_.find(request.method, request.path);
        auto answer = answer_for_origin(policy_, request, found);
        if (!answer)
            answer = net::json_response(found.route != nullptr ? 200 : 405, "{}");
        complete_for_origin(policy_, request, found, *answer);
        return *answer;
    }

    origin_policy policy_;
    net::router table_;
};

void expect_no_cors(const net::http_response& answer)
{
    for (const auto& header : answer.headers)
        EXPECT_EQ(header.name.find("Access-Control"), std::string::npos) << header.name;
    EXPECT_NE(value_of(answer, "Vary").find("Origin"), std::string::npos);
}

TEST_F(Cors, AllowedPage_MayReadTheAnswer)
{
    const auto answer = ask("GET", "/open", {{"Origin", app}});
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(value_of(answer, "Access-Control-Allow-Origin"), app);
    EXPECT_EQ(value_of(answer, "Access-Control-Expose-Headers"), "RateLimit, RateLimit-Policy, Retry-After");
    EXPECT_EQ(value_of(answer, "Access-Control-Allow-Credentials"), "");
    EXPECT_EQ(value_of(answer, "Vary"), "Origin");
    EXPECT_EQ(value_of(ask("POST", "/open", {{"Origin", app}}), "Access-Control-Allow-Origin"), app);
}

TEST_F(Cors, OtherPage_GetsNoHeadersAndMayChangeNothing)
{
    for (const char* origin :
         {"https://evil.example", "null", "", "https://app.example, https://app.example", "*"})
    {
        const auto read = ask("GET", "/open", {{"Origin", origin}});
        EXPECT_EQ(read.status, 200U) << origin;
        expect_no_cors(read);
        const auto write = ask("POST", "/open", {{"Origin", origin}});
        EXPECT_EQ(write.status, 403U) << origin;
        expect_no_cors(write);
    }
}

TEST_F(Cors, OriginSentTwice_IsNoAllowedOne)
{
    expect_no_cors(ask("GET", "/open", {{"Origin", app}, {"Origin", app}}));
    EXPECT_EQ(ask("POST", "/open", {{"Origin", app}, {"Origin", app}}).status, 403U);
}

TEST_F(Cors, WithoutOrigin_OnlyVaryIsAdded)
{
    for (const char* path : {"/open", "/api/info", "/nowhere"})
    {
        const auto answer = ask("POST", path, {});
        expect_no_cors(answer);
        EXPECT_EQ(value_of(answer, "Vary"), "Origin") << path;
    }
}

TEST_F(Cors, Preflight_IsAnsweredWithoutTheRoute)
{
    const auto answer =
        ask("OPTIONS", "/open",
            {{"Origin", app},
             {"Access-Control-Request-Method", "POST"},
             {"Access-Control-Request-Headers", "Content-Type,x-api-key, X-Request-Id , cookie"}});
    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(value_of(answer, "Access-Control-Allow-Origin"), app);
    EXPECT_EQ(value_of(answer, "Access-Control-Allow-Methods"), "GET, POST, HEAD");
    EXPECT_EQ(value_of(answer, "Access-Control-Allow-Headers"), "content-type, x-request-id");
    EXPECT_EQ(value_of(answer, "Access-Control-Max-Age"), "600");
    EXPECT_EQ(value_of(answer, "Access-Control-Expose-Headers"), "");
    EXPECT_EQ(value_of(answer, "Vary"), all_of_preflight);
}

TEST_F(Cors, PreflightThatAsksForNoHeaderOfOurs_IsGrantedNone)
{
    for (const char* asked : {"", "x-api-key", "*", "authorizations, x-authorization"})
    {
        const auto answer =
            ask("OPTIONS", "/open",
                {{"Origin", app},
                 {"Access-Control-Request-Method", "GET"},
                 {"Access-Control-Request-Headers", asked}});
        EXPECT_EQ(answer.status, 204U);
        EXPECT_EQ(value_of(answer, "Access-Control-Allow-Headers"), "") << asked;
    }
}

TEST_F(Cors, PreflightOfAnotherPage_Is403WithoutHeaders)
{
    const auto answer = ask(
        "OPTIONS", "/open", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "GET"}});
    EXPECT_EQ(answer.status, 403U);
    expect_no_cors(answer);
    EXPECT_EQ(value_of(answer, "Vary"), all_of_preflight);
}

TEST_F(Cors, OptionsThatIsNoPreflight_GoesItsWay)
{
    EXPECT_EQ(ask("OPTIONS", "/open", {{"Origin", app}}).status, 405U);
    EXPECT_EQ(ask("OPTIONS", "/open", {{"Access-Control-Request-Method", "GET"}}).status, 405U);
}

TEST_F(Cors, RouteThatIsNotMarked_HasNoCorsAtAll)
{
    expect_no_cors(ask("POST", "/api/info", {{"Origin", app}}));
    const auto preflight =
        ask("OPTIONS", "/api/info", {{"Origin", app}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight.status, 405U);
    expect_no_cors(preflight);
}

TEST_F(Cors, AnyOriginAllowed_NamesTheOneThatAsked)
{
    policy_ = {};
    policy_.allow_any = true;
    EXPECT_EQ(
        value_of(ask("GET", "/open", {{"Origin", "https://x.example"}}), "Access-Control-Allow-Origin"),
        "https://x.example");
    expect_no_cors(ask("GET", "/open", {{"Origin", "null"}}));
    expect_no_cors(ask("GET", "/open", {{"Origin", "https://x.example\tx"}}));
}

/// The vectors, asked of the HTTP layer: the answer names the origin exactly where the
/// matcher lets it in, and a preflight says the same.
TEST_F(Cors, EveryVector_GivesTheExpectedVerdict)
{
    const auto check = [this](const boost::json::value& c)
    {
        std::string why;
        const auto entry = auth::parse_configured_origin(c.at("pattern").as_string(), why);
        const std::string origin(c.at("origin").as_string());
        const bool allow = c.at("allow") == true;
        policy_.allowed = entry ? auth::origin_list({*entry}) : auth::origin_list();
        EXPECT_EQ(
            value_of(ask("GET", "/open", {{"Origin", origin}}), "Access-Control-Allow-Origin"),
            allow ? origin : "");
        EXPECT_EQ(ask("POST", "/open", {{"Origin", origin}}).status, allow ? 200U : 403U);
        EXPECT_EQ(
            ask("OPTIONS", "/open", {{"Origin", origin}, {"Access-Control-Request-Method", "GET"}}).status,
            allow ? 204U : 403U);
    };
    const auto file = test::read_vectors("clerk/origin-cases.json", "origin-cases/1");
    test::for_each_vector(file.at("cases"), check);
}

} // namespace
} // namespace ws::server
