#pragma once

#include <chrono>

namespace ws::test
{

/// Moves this process's wall clock, and no other one, to and fro for as long as it lives:
/// each time somebody asks, it is somewhere else.
class jumping_clock
{
public:
    explicit jumping_clock(std::chrono::hours reach);
    ~jumping_clock();
    jumping_clock(const jumping_clock&) = delete;
    jumping_clock& operator=(const jumping_clock&) = delete;
};

} // namespace ws::test
