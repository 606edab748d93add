#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace ws::net
{

/// Lets only so many requests to one origin out at once; the others wait in line.
///
/// libcurl could queue them as well, but lets a request's connect_timeout run while it
/// waits there, and does not look at its deadline.
class origin_queue
{
public:
    /// @param over_http1 requests at once, each on a connection of its own
    /// @param over_http2 requests at once, once an answer told that they share a connection
    origin_queue(std::size_t over_http1, std::size_t over_http2)
        : over_http1_(over_http1), over_http2_(over_http2)
    {
    }

    /// Puts `id` in line. Ids grow: who came first has the smallest. One that is urgent
    /// goes before all others, however many are out.
    void join(const std::string& origin, std::uint64_t id, bool urgent = false)
    {
        line& l = origins_[origin];
        (urgent ? l.urgent : l.waiting).insert(id);
    }

    /// Who may go now; call it until it has nobody more.
    std::optional<std::uint64_t> next(const std::string& origin);

    /// One that waits does so no longer.
    void withdraw(const std::string& origin, std::uint64_t id);

    /// One that was out has come back; next() may know another.
    void came_back(const std::string& origin);

    /// The origin speaks HTTP/2; forgotten once it is neither asked nor waited for.
    void speaks_http2(const std::string& origin) { origins_[origin].http2 = true; }

private:
    struct line
    {
        std::set<std::uint64_t> urgent;
        std::set<std::uint64_t> waiting;
        std::size_t out = 0;
        bool http2 = false;
    };

    using lines = std::unordered_map<std::string, line>;

    void forget_if_idle(lines::iterator at);

    std::size_t over_http1_;
    std::size_t over_http2_;
    lines origins_;
};

} // namespace ws::net
