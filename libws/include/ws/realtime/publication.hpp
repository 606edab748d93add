#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ws::realtime
{

/// Who is connected or has published (ClientInfo of the protocol).
struct client_info
{
    std::string user;          ///< "" = anonymous
    std::string client;        ///< connection id
    std::string conn_info;     ///< minified JSON from the connection token, or empty
    std::string chan_info;     ///< minified JSON from the subscription token, or empty
    bool impersonated = false; ///< somebody else works as this user
};

/// A place in a channel's stream.
struct stream_position
{
    std::uint64_t offset = 0; ///< 0 = before the first publication
    std::string epoch;        ///< "" = unknown

    bool operator==(const stream_position&) const = default;
};

using tag_list = std::vector<std::pair<std::string, std::string>>;

/// One event of a channel. Shared and never changed once it has its offset.
struct publication
{
    std::string data;                        ///< minified JSON
    std::shared_ptr<const client_info> info; ///< the publishing client; null for the server API
    tag_list tags;
    std::uint64_t offset = 0; ///< 0 = not part of a history

    /// What it counts for in limits on replies.
    [[nodiscard]] std::size_t size_bytes() const noexcept;
};

using publication_ptr = std::shared_ptr<const publication>;

} // namespace ws::realtime
