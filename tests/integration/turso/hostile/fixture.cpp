#include "fixture.hpp"

namespace ws::turso
{

using namespace std::chrono_literals;

hostile_test::hostile_test(test::scripted_server::options how)
    : script_([](const test::seen_request& r) { return test::good_answer(r); }),
      server_([this](const test::seen_request& r) { return react(r); }, std::move(how)),
      db_(open(usual_options()))
{
}

hostile_test::~hostile_test()
{
    db_.reset();
    io_.restart();
    io_.run_for(30s);
    EXPECT_TRUE(io_.stopped()) << "the client still has something to do";
    EXPECT_TRUE(server_.wait_until_deserted()) << "a connection was left open";
    EXPECT_EQ(log_.count(secret_token) + log_.count(secret_key), 0u);
}

void hostile_test::next(test::reaction what)
{
    const std::lock_guard lock(mutex_);
    next_.push_back(std::move(what));
}

void hostile_test::next(unsigned status, std::string_view body, std::string_view headers)
{
    next(test::answer(status, body, headers));
}

void hostile_test::answer_by(script s)
{
    const std::lock_guard lock(mutex_);
    script_ = std::move(s);
}

test::reaction hostile_test::react(const test::seen_request& request)
{
    const std::lock_guard lock(mutex_);
    if (next_.empty())
        return script_(request);
    auto what = std::move(next_.front());
    next_.pop_front();
    return what;
}

std::vector<test::seen_pipeline> hostile_test::pipelines() const
{
    std::vector<test::seen_pipeline> found;
    for (const auto& request : server_.requests())
        found.emplace_back(request);
    return found;
}

options hostile_test::usual_options() const
{
    options how;
    how.url = server_.url("");
    how.token = secret(std::string(secret_token));
    how.encryption_key = secret(std::string(secret_key));
    how.deadline = how.connect_timeout = 60s; // sanitizers on a busy machine are slow
    how.repeats.first_pause = how.repeats.longest_pause = 1ms;
    return how;
}

void hostile_test::reopen(options how)
{
    db_.reset();
    db_ = open(std::move(how));
}

bool hostile_test::run_until(const std::function<bool()>& done)
{
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!done() && std::chrono::steady_clock::now() < end)
    {
        io_.restart();
        io_.run_one_for(5ms); // not longer: what is waited for may happen on the server's threads
    }
    return done();
}

transaction hostile_test::begun()
{
    auto tx = finish(db().begin()).value();
    finish(tx.execute(a_write())).value();
    return tx;
}

error hostile_test::failing(statement what, call_options how)
{
    auto got = finish(db().execute(std::move(what), how));
    if (got)
        throw std::logic_error("no error");
    return std::move(got).error();
}

error hostile_test::write_met_with(test::reaction what)
{
    next(std::move(what));
    return failing(a_write());
}

error hostile_test::read_met_with(test::reaction what)
{
    next(std::move(what));
    return failing(a_read());
}

void hostile_test::expect_usable_after(const error& why)
{
    EXPECT_FALSE(why.message.empty());
    for (const auto secret : {secret_token, secret_key})
        EXPECT_THAT(why.message + why.server_code + describe(why), testing::Not(testing::HasSubstr(secret)));
    expect_usable();
}

void hostile_test::expect_usable()
{
    EXPECT_EQ(db().stats().under_way, 0u);
    EXPECT_EQ(db().stats().queued, 0u);
    const auto good = finish(db().query_one<std::int64_t>(a_read()));
    ASSERT_TRUE(good.has_value()) << describe(good.error());
    EXPECT_EQ(*good, 1);
}

} // namespace ws::turso
