#include "auth/clerk_key_fetch.hpp"

#include <ws/auth/clerk_keys.hpp>
#include <ws/base/log.hpp>
#include <ws/net/task_group.hpp>

#include <fmt/format.h>

#include <utility>

namespace ws::auth
{
namespace
{

using namespace std::chrono_literals;

/// How often the age of the set is looked at. A refresh itself is up to key_cache.
constexpr std::chrono::milliseconds poll_interval = 1s;

key_cache_options cache_options(const clerk_key_sources& sources, std::chrono::seconds max_stale)
{
    key_cache_options options;
    options.max_stale = max_stale;
    options.has_other_source = !sources.frontend_url.empty();
    return options;
}

std::string_view name_of(key_alarm alarm)
{
    switch (alarm)
    {
    case key_alarm::none:
        return "none";
    case key_alarm::no_keys:
        return "no_keys";
    case key_alarm::stale_keys:
        return "stale_keys";
    case key_alarm::secret_key_refused:
        return "secret_key_refused";
    }
    return "?";
}

class remote_clerk_keys final : public clerk_keys
{
public:
    remote_clerk_keys(
        net::executor ex, net::timer_wheel& wheel, net::http_client& client, clerk_key_sources sources,
        std::chrono::seconds max_stale)
        : wheel_(wheel), cache_(cache_options(sources, max_stale)), waiting_(ex, wheel), pauses_(ex, wheel),
          fetch_(client, pauses_, std::move(sources)), tasks_(ex), poll_(wheel, [this] { poll(); })
    {
    }

    net::task<key_answer> keys_for(key_request& request) override
    {
        for (;;)
        {
            const key_answer answer = cache_.ask(request, wheel_.now());
            if (answer.start_refresh)
                start_refresh();
            if (answer.what != key_answer::action::wait)
                co_return answer;
            if (cache_.refreshing())
                co_await waiting_.wait(key_wait_limit);
        }
    }

    net::task<void> start(std::chrono::milliseconds limit) override
    {
        poll();
        if (cache_.refreshing())
            co_await waiting_.wait(limit);
    }

    net::task<void> stop() override
    {
        stopped_ = true;
        poll_.cancel();
        fetch_.stop();
        waiting_.wake_all();
        tasks_.cancel();
        co_await tasks_.join();
    }

    clerk_keys_status status() const override
    {
        clerk_keys_status status;
        status.keys = cache_.keys() ? cache_.keys()->size() : 0;
        status.skipped_entries = cache_.keys() ? cache_.keys()->skipped() : 0;
        status.age = cache_.age(wheel_.now());
        status.alarm = cache_.alarm(wheel_.now());
        status.refreshes = refreshes_;
        status.failures = failures_;
        return status;
    }

private:
    void poll()
    {
        if (cache_.poll(wheel_.now()))
            start_refresh();
        report_alarm();
        poll_.schedule_after(poll_interval);
    }

    void start_refresh()
    {
        if (stopped_)
            cache_.refresh_failed(token_reason::jwk_remote_failed_to_load, wheel_.now());
        else
            tasks_.spawn(refresh());
    }

    net::task<void> refresh()
    {
        ++refreshes_;
        key_refresh_result result;
        // Whatever happens: a refresh whose end is never told would be the last one.
        try
        {
            result = co_await fetch_.refresh(cache_.may_ask_backend(wheel_.now()));
        }
        catch (const std::exception& e)
        {
            result.failures.emplace_back(e.what());
        }
        if (result.secret_key_refused)
            cache_.secret_key_refused(wheel_.now());
        if (result.last.keys)
            take(std::move(*result.last.keys), result);
        else
            give_up(result);
        waiting_.wake_all();
        report_alarm();
    }

    void take(key_set_ptr keys, const key_refresh_result& result)
    {
        log_failures(result);
        // Every few minutes the same is nothing to tell.
        const bool news =
            !cache_.keys() || cache_.keys()->size() != keys->size() || source_ != result.last.source;
        source_ = result.last.source;
        log::write(
            news ? log::level::info : log::level::debug, "clerk_keys_loaded",
            {{"source", source_}, {"keys", keys->size()}, {"skipped_entries", keys->skipped()}});
        cache_.refresh_succeeded(std::move(keys), wheel_.now());
    }

    void give_up(const key_refresh_result& result)
    {
        cache_.refresh_failed(result.last.keys.error(), wheel_.now());
        if (stopped_)
            return;
        ++failures_;
        log_failures(result);
    }

    void log_failures(const key_refresh_result& result) const
    {
        if (result.failures.empty())
            return;
        const std::string_view reason =
            result.last.keys ? "other_source_answered" : to_string(result.last.keys.error());
        log::warn(
            "clerk_keys_refresh_failed",
            {{"reason", reason}, {"attempts", fmt::format("{}", fmt::join(result.failures, "; "))}});
    }

    /// An alarm is told when it begins, changes and ends; the failures behind it each time.
    void report_alarm()
    {
        const key_alarm alarm = cache_.alarm(wheel_.now());
        if (alarm == reported_)
            return;
        reported_ = alarm;
        const auto age = cache_.age(wheel_.now());
        if (alarm == key_alarm::none)
            log::info("clerk_keys_recovered");
        else if (age)
            log::error(
                "clerk_keys_alarm",
                {{"alarm", name_of(alarm)},
                 {"age_seconds", std::chrono::floor<std::chrono::seconds>(*age).count()}});
        else
            log::error("clerk_keys_alarm", {{"alarm", name_of(alarm)}});
    }

    net::timer_wheel& wheel_;
    key_cache cache_;
    net::waiting_list waiting_; ///< for the end of the refresh
    net::waiting_list pauses_;
    clerk_key_fetch fetch_;
    net::task_group tasks_;
    net::timer_wheel::timer poll_;
    std::string_view source_;
    key_alarm reported_ = key_alarm::none;
    std::uint64_t refreshes_ = 0;
    std::uint64_t failures_ = 0;
    bool stopped_ = false;
};

} // namespace

std::unique_ptr<clerk_keys> make_remote_clerk_keys(
    net::executor ex, net::timer_wheel& wheel, net::http_client& client, clerk_key_sources sources,
    std::chrono::seconds max_stale)
{
    return std::make_unique<remote_clerk_keys>(ex, wheel, client, std::move(sources), max_stale);
}

} // namespace ws::auth
