#pragma once

#include <ws/net/websocket.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace ws::net
{

/// The cause where Beast closes by itself, for what the peer sent: `code` is 1002,
/// 1007 or 1009 (RFC 6455 §7.4.1).
close_cause violation(std::uint16_t code);

/// A connection's way to its listener: keeps exceptions out of the event loop,
/// remembers why the connection ends and says so once.
class listener_link
{
public:
    void attach(std::shared_ptr<websocket_listener> listener) { listener_ = std::move(listener); }
    [[nodiscard]] bool attached() const noexcept { return listener_ != nullptr; }

    /// Calls `call(listener)`, if there is one. False if it threw, which is
    /// logged: the shard must not go down with one connection's bug.
    template <class Call>
    bool tell(Call call)
    {
        if (!listener_)
            return true;
        try
        {
            call(*listener_);
            return true;
        }
        catch (const std::exception& e)
        {
            log_failure(e.what());
        }
        return false;
    }

    /// The first cause holds.
    void set_cause(close_cause cause);

    /// on_closed, then nothing any more.
    void tell_closed();

private:
    static void log_failure(std::string_view what);

    std::shared_ptr<websocket_listener> listener_;
    std::unique_ptr<close_cause> cause_; ///< no member of it: an open connection has none
};

} // namespace ws::net
