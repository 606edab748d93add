#pragma once

#include <cstddef>
#include <string>

namespace bench
{

struct bench_options
{
    std::string server; ///< path of the imagineo-ws binary
    std::size_t subscribers = 1000;
    std::size_t publishes = 500;
    std::size_t in_flight = 1;
    std::size_t size = 128; ///< bytes of `data`
};

/// Each prints its figures on standard output; throws when the server misbehaves.
void run_fanout(const bench_options& o);
void run_unicast(const bench_options& o);
void run_connect(const bench_options& o);
void run_idle(const bench_options& o);

} // namespace bench
