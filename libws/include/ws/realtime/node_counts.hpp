#pragma once

#include <ws/base/histogram.hpp>
#include <ws/realtime/client_limits.hpp>
#include <ws/realtime/code_counts.hpp>
#include <ws/realtime/command.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

namespace ws::realtime
{

inline constexpr std::size_t command_kinds = std::variant_size_v<decltype(command::body)>;

/// The name of a kind of command: its position in command::body.
std::string_view command_name(std::size_t kind) noexcept;

/// What a node has done since its start.
struct node_counts
{
    node_counts();

    std::uint64_t connected = 0; ///< connects that were answered with success
    code_counts failed_connects; ///< by the error, or the close before there was an answer
    code_counts closed_by_us;
    code_counts closed_by_peer;  ///< or by nobody: the connection broke. RFC 6455's codes
    histogram connected_seconds; ///< how long clients were connected, when they went

    std::array<std::uint64_t, command_kinds> commands{};
    code_counts command_errors;                                     ///< replies to all commands but connect
    std::array<std::uint64_t, client_limit_names.size()> limited{}; ///< refusals by client_limit
    std::uint64_t bytes_in = 0;                                     ///< payload of messages that arrived
    std::uint64_t bytes_out = 0;                                    ///< payload of messages that were queued
    std::uint64_t publications = 0; ///< accepted; repetitions of an idempotency key are not
    std::uint64_t recovered = 0;    ///< subscriptions that got all they had missed
    std::uint64_t not_recovered = 0;

    void add(client_limit refused_by) noexcept { ++limited[static_cast<std::size_t>(refused_by)]; }
};

} // namespace ws::realtime
