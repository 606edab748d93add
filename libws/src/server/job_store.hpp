#pragma once

#include <ws/base/clock.hpp>
#include <ws/base/error.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/webhook/job_event.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ws::server
{

/// An image job as its provider names it.
struct job_key
{
    std::string provider; ///< its configured name
    std::string id;

    auto operator<=>(const job_key&) const = default;
};

/// What the app's backend says of a job: whose it is, and where its news belong.
struct job_registration
{
    std::string user;
    std::string channel;
    std::chrono::seconds lifetime{0};

    bool operator==(const job_registration&) const = default;
};

/// Which jobs there are, and how far each has come. Call from the shard's thread; what is
/// passed by reference must live until the coroutine has ended.
class job_store
{
public:
    /// How long the state of a job is kept that nobody registered.
    static constexpr std::chrono::hours unregistered_kept_for{24};

    virtual ~job_store() = default;

    /// Remembers a job for its lifetime; the same again changes nothing.
    /// Errors: errc::conflict (it is registered with other values), errc::unavailable (no room).
    virtual net::task<result<>> add(const job_key& key, const job_registration& values) = 0;

    /// The channel of a registered job. Errors: errc::not_found.
    virtual net::task<result<std::string>> channel_of(const job_key& key) = 0;

    /// Notes that a job, registered or not, has come to `next`; the state it had before.
    /// An unknown state is let through, but not noted.
    /// Errors: errc::conflict (`next` may not follow: it came late), errc::unavailable (no room).
    virtual net::task<result<webhook::job_state>> advance(const job_key& key, webhook::job_state next) = 0;

    /// Takes back an advance() whose news could not be published.
    virtual net::task<void>
    take_back(const job_key& key, webhook::job_state noted, webhook::job_state before) = 0;

    /// Whether a job of this user is registered for the channel.
    virtual bool owns_channel(std::string_view channel, std::string_view user) = 0;
};

/// Keeps them in memory, `capacity` at most: refuses when full rather than forget one
/// early. A restart forgets all of them.
std::unique_ptr<job_store> make_memory_job_store(steady_now_fn now, std::size_t capacity = 50'000);

} // namespace ws::server
