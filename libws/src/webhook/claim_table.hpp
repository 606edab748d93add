#pragma once

#include <ws/base/clock.hpp>
#include <ws/webhook/delivery_store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace ws::webhook
{

/// Which deliveries are being processed in this process. Bounded.
class claim_table
{
public:
    claim_table(std::chrono::seconds lease, std::size_t capacity) : lease_(lease), capacity_(capacity) {}

    enum class outcome : std::uint8_t
    {
        taken,
        busy, ///< one of the keys is being processed
        full,
    };
    struct ticket
    {
        outcome got = outcome::busy;
        std::uint64_t number = 0;
    };

    /// All keys of a delivery, or none.
    ticket take(const delivery& d, steady_time now);

    /// Gives back what that ticket still holds: a later one may have taken the keys over.
    void give_back(const delivery& d, std::uint64_t number);

private:
    struct entry
    {
        std::uint64_t number;
        steady_time until;
    };

    std::chrono::seconds lease_;
    std::size_t capacity_;
    std::uint64_t last_number_ = 0;
    std::unordered_map<std::string, entry> entries_; ///< by scoped_key()
};

} // namespace ws::webhook
