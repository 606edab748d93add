#include <ws/base/log.hpp>

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace
{

namespace log = ws::log;

TEST(LogThreads, ManyWriters_LoseAndMixNoLine)
{
    constexpr int writers = 4;
    constexpr int events = 500;
    std::vector<std::string> lines; // the log hands its lines over one at a time
    log::configure(
        {log::level::info, log::format::json, [&](std::string_view line) { lines.emplace_back(line); }});

    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back(
            [writer]
            {
                for (int n = 0; n < events; ++n)
                    log::info(
                        "written", {{"writer", writer}, {"n", n}, {"text", "a line long enough to be torn"}});
            });
    for (std::thread& thread : threads)
        thread.join();
    log::configure({});

    std::set<std::string> without_time;
    for (const std::string& line : lines)
        without_time.insert(line.substr(line.find(R"("level")")));
    std::set<std::string> expected;
    for (int writer = 0; writer < writers; ++writer)
        for (int n = 0; n < events; ++n)
            expected.insert(
                R"("level":"info","event":"written","writer":)" + std::to_string(writer) + R"(,"n":)" +
                std::to_string(n) + R"(,"text":"a line long enough to be torn"})");
    EXPECT_EQ(lines.size(), expected.size());
    EXPECT_EQ(without_time, expected);
}

TEST(LogThreads, ConfiguredWhileOthersWrite_LosesNoLine)
{
    constexpr int events = 500;
    int seen = 0;
    std::mutex mutex; // two configurations may write at once, each from its own sink
    const auto configure = [&](log::format form)
    {
        log::configure(
            {log::level::info, form,
             [&](std::string_view)
             {
                 const std::lock_guard lock(mutex);
                 ++seen;
             }});
    };
    configure(log::format::json);
    std::thread writer(
        []
        {
            for (int n = 0; n < events; ++n)
                log::info("written", {{"n", n}});
        });
    for (int n = 0; n < 50; ++n)
        configure(n % 2 == 0 ? log::format::text : log::format::json);
    writer.join();
    log::configure({});
    EXPECT_EQ(seen, events);
}

} // namespace
