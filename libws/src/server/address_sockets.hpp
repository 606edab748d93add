#pragma once

#include <ws/auth/client_address.hpp>
#include <ws/net/http_message.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

namespace ws::server
{

/// How many WebSockets each address has open, and how many of them have yet to say whose
/// they are. Holds an entry for each address with a socket, so the number of connections
/// bounds it. Belongs to the shard's thread.
class address_sockets
{
public:
    /// 0: no limit. An address that cannot be limited is not counted.
    address_sockets(std::size_t most, std::size_t most_unauthenticated)
        : most_(most), most_unauthenticated_(most_unauthenticated)
    {
    }

    /// One socket's place: counts as one while it lives. Must not outlive the table.
    class place
    {
    public:
        place(place&& other) noexcept
            : table_(std::exchange(other.table_, nullptr)), key_(std::move(other.key_)),
              authenticated_(other.authenticated_)
        {
        }
        place& operator=(place&&) = delete;
        ~place();

        /// It is known whose socket it is.
        void authenticated();

    private:
        friend class address_sockets;
        place(address_sockets* table, std::string key) : table_(table), key_(std::move(key)) {}

        address_sockets* table_; ///< null: not counted
        std::string key_;
        bool authenticated_ = false;
    };

    /// A place for one more, or the 429 where there is none.
    std::variant<place, net::http_response> take(const auth::client_address& from);

    [[nodiscard]] bool is_on() const noexcept { return most_ > 0 || most_unauthenticated_ > 0; }

    /// Calls `see(name, refusals)` for both limits.
    template <class See>
    void visit_refusals(See see) const
    {
        see("sockets-per-ip", refused_);
        see("unauthenticated-sockets-per-ip", refused_unauthenticated_);
    }

    /// Addresses in memory.
    [[nodiscard]] std::size_t size() const noexcept { return counts_.size(); }

private:
    struct count
    {
        std::size_t open = 0;
        std::size_t unauthenticated = 0;
    };

    void leave(const std::string& key, bool authenticated);

    std::size_t most_;
    std::size_t most_unauthenticated_;
    std::uint64_t refused_ = 0;
    std::uint64_t refused_unauthenticated_ = 0;
    std::unordered_map<std::string, count> counts_;
};

} // namespace ws::server
