#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bench
{

/// What a client says of its run.
struct figures
{
    double operations = 0;
    double seconds = 0;
    double cpu_seconds = 0; ///< user and system time of the client's process
    double peak_kib = 0;    ///< resident memory at its highest
    double busy = 0;        ///< calls that the database refused as busy, and that were made again

    [[nodiscard]] double rate() const { return seconds > 0 ? operations / seconds : 0; }
    [[nodiscard]] double per_cpu_second() const { return cpu_seconds > 0 ? operations / cpu_seconds : 0; }

    /// Another run of the same.
    void add(const figures& other);
};

std::string to_json(const figures& f);
/// Throws std::runtime_error where it is not what to_json() gives.
figures figures_of(std::string_view json);

} // namespace bench
