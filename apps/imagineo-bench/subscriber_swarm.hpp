#pragma once

#include "epoll_set.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench
{

/// Many WebSocket clients of the client protocol in one thread. Each opens,
/// connects and subscribes, then counts the publications it is sent.
class subscriber_swarm
{
public:
    explicit subscriber_swarm(epoll_set& loop) : loop_(loop) {}
    ~subscriber_swarm();
    subscriber_swarm(const subscriber_swarm&) = delete;
    subscriber_swarm& operator=(const subscriber_swarm&) = delete;

    /// Opens `count` clients, some hundred at a time, subscribed to `channel`
    /// (a "#" in it becomes the client's number). Throws when one fails.
    void open(std::uint16_t port, std::size_t count, std::string_view channel);

    /// Reads what has arrived for client `id`.
    void on_readable(std::uint64_t id);

    /// Ids in the epoll set from here on are not the swarm's.
    static constexpr std::uint64_t first_foreign_id = 1ull << 32;

    [[nodiscard]] std::uint64_t publications() const noexcept { return publications_; }
    [[nodiscard]] std::uint64_t frames() const noexcept { return frames_; }
    [[nodiscard]] std::size_t size() const noexcept { return clients_.size(); }

private:
    enum class phase
    {
        handshake,
        connecting,
        subscribing,
        ready,
    };

    struct client
    {
        int fd = -1;
        phase at = phase::handshake;
        std::string pending; ///< bytes of an incomplete frame
        std::string channel;
    };

    void start(std::uint16_t port, std::string_view channel);
    void take_bytes(client& c, std::string_view bytes);
    std::size_t take_frame(client& c, std::string_view bytes);
    void on_message(client& c, std::string_view message);

    epoll_set& loop_;
    std::vector<client> clients_;
    std::size_t ready_ = 0;
    std::uint64_t publications_ = 0;
    std::uint64_t frames_ = 0;
};

} // namespace bench
