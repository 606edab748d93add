#include "unit/server/admin_fixture.hpp"
#include "unit/server/page_examples.hpp"

namespace ws::server
{
namespace
{

class AdminDocs : public test::admin_fixture
{
};

TEST_F(AdminDocs, EveryExample_IsAnsweredAsThePageSays)
{
    realtime::identity who;
    who.user = "user_42";
    who.session = "sess_7";
    who.organization = "org_1";
    who.organization_role = "org:admin";
    who.organization_permissions = {"org:images:read"};
    who.expires = std::chrono::sys_seconds(std::chrono::seconds(3600));
    connect_as(std::move(who));
    connect_session("user_43", "sess_8");
    call("subscribe", R"({"user":"user_42","channel":"chat:x"})");
    call("publish", R"({"channel":"chat:x","data":{}})");
    const std::string id(get("/connections?user=user_42").list("connections")[0].at("client").as_string());

    const auto examples = test::examples_of("admin-api.md");
    EXPECT_GT(examples.size(), 15U);
    for (test::page_example e : examples)
    {
        if (const std::size_t at = e.target.find("<client>"); at != std::string::npos)
            e.target.replace(at, std::string_view("<client>").size(), id);
        ASSERT_TRUE(e.target.starts_with("/admin/api/")) << e.target;
        const auto answer = ask(e.method, e.target.substr(std::string_view("/admin/api").size()), e.body);
        const std::string text = std::to_string(answer.status) + ' ' + answer.raw.body;
        EXPECT_TRUE(test::matches_page(e.answer, text)) << e.method << ' ' << e.target << ' ' << e.body
                                                        << "\npage:   " << e.answer << "\nserver: " << text;
    }
}

} // namespace
} // namespace ws::server
