#include "migration_fixture.hpp"
#include "support/scripted_server.hpp"
#include "support/tcp_peer.hpp"

namespace ws::turso
{
namespace
{

enum class loss
{
    of_the_request,
    of_the_answer,
};

/// Hands everything on to a real server, but ends the first connection that brings `word`.
class losing_proxy
{
public:
    losing_proxy(std::uint16_t port, loss what, std::string word)
        : port_(port), what_(what), word_(std::move(word)),
          proxy_([this](const test::seen_request& r) { return hand_on(r); })
    {
    }

    [[nodiscard]] std::string url() const { return proxy_.url(""); }

private:
    test::reaction hand_on(const test::seen_request& r)
    {
        const bool lose = !lost_ && r.body.find(word_) != std::string::npos;
        lost_ = lost_ || lose;
        if (lose && what_ == loss::of_the_request)
            return {test::steps::close{}};
        test::tcp_peer server(port_);
        const auto line_end = r.head.find("\r\n");
        server.send(r.head.substr(0, line_end) + "\r\nConnection: close" + r.head.substr(line_end) + r.body);
        const auto answer = server.read_to_end();
        if (lose)
            return {test::steps::close{}};
        return {test::steps::send{answer}, test::steps::close{}};
    }

    std::uint16_t port_;
    loss what_;
    std::string word_;
    bool lost_ = false;
    test::scripted_server proxy_; ///< last: its threads use the rest
};

class MigrationLostAnswer : public migration_fixture
{
protected:
    result<migration_report> up_losing(loss what)
    {
        const losing_proxy proxy(server().port(), what, "CREATE TABLE child");
        auto how = usual_options();
        how.url = proxy.url();
        auto unlucky = open(how);
        return finish(migrate_up(unlucky, two_tables()));
    }
};
INSTANTIATE_TEST_SUITE_P(Databases, MigrationLostAnswer, every_server(), name_of);

TEST_P(MigrationLostAnswer, AppliedBefore_IsFoundSo)
{
    const auto report = up_losing(loss::of_the_answer);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->pending(), 0u);
    EXPECT_THAT(report->applied_now, testing::ElementsAre(1)); // of the other nobody knows who it was
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
}

TEST_P(MigrationLostAnswer, NeverArrived_IsSentAgain)
{
    const auto report = up_losing(loss::of_the_request);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_THAT(report->applied_now, testing::ElementsAre(1, 2));
    EXPECT_EQ(recorded(), "1,parent,expand;2,child,expand");
}

} // namespace
} // namespace ws::turso
