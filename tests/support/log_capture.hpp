#pragma once

#include <ws/base/log.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ws::test
{

/// Takes the process's log for as long as it lives.
class log_capture
{
public:
    log_capture()
    {
        log::options opts;
        opts.lowest = log::level::debug;
        opts.writer = [this](std::string_view line)
        {
            const std::lock_guard lock(mutex_);
            lines_.emplace_back(line);
            arrived_.notify_all();
        };
        log::configure(std::move(opts));
    }
    ~log_capture() { log::configure({}); }
    log_capture(const log_capture&) = delete;
    log_capture& operator=(const log_capture&) = delete;

    [[nodiscard]] std::size_t count(std::string_view text) const
    {
        const std::lock_guard lock(mutex_);
        return count_locked(text);
    }

    /// Waits until a line with `text` has been written; false after half a minute without one.
    bool wait_for(std::string_view text)
    {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, std::chrono::seconds(30), [&] { return count_locked(text) > 0; });
    }

private:
    [[nodiscard]] std::size_t count_locked(std::string_view text) const
    {
        std::size_t found = 0;
        for (const auto& line : lines_)
            found += line.find(text) != std::string::npos ? 1 : 0;
        return found;
    }

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::string> lines_;
};

} // namespace ws::test
