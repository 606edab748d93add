#pragma once

#include <ws/auth/token_reason.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace ws::server
{

/// How tokens fared since the start, for metrics. Belongs to the shard's thread.
struct auth_counts
{
    static constexpr std::size_t reasons =
        static_cast<std::size_t>(auth::token_reason::secret_key_invalid) + 1;

    std::uint64_t accepted = 0;                   ///< on connect and on refresh
    std::array<std::uint64_t, reasons> refused{}; ///< by token_reason

    void refuse(auth::token_reason reason) noexcept { ++refused[static_cast<std::size_t>(reason)]; }
};

} // namespace ws::server
